-- Back to searches day by day, and to comparing every tenure.

CREATE OR REPLACE FUNCTION rollup.compute_search_days(days date[])
RETURNS SETOF rollup.search_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH searches AS MATERIALIZED (
        SELECT
            span.day, search.district, search.is_zero_result, search.is_clicked,
            search.click_position, search.user_id, search.session_id, search.response_time
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM etl.located_searches AS located
            WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
            OFFSET 0
        ) AS search
    ),
    totals AS (
        SELECT
            search.day,
            search.district,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE search.is_clicked) AS clicked,
            count(search.click_position) AS positioned_clicks,
            COALESCE(sum(search.click_position), 0)::bigint AS click_position_sum,
            COALESCE(sum(1.0 / search.click_position), 0) AS reciprocal_rank_sum,
            hll_add_agg(hll_hash_text(search.user_id), 15) AS users,
            hll_add_agg(hll_hash_text(search.session_id), 15) AS sessions
        FROM searches AS search
        GROUP BY search.day, search.district
    ),
    bucket_counts AS (
        SELECT
            search.day,
            search.district,
            etl.response_bucket(search.response_time) AS bucket,
            count(*) AS searches
        FROM searches AS search
        WHERE search.response_time IS NOT NULL
        GROUP BY search.day, search.district, bucket
    ),
    response_times AS (
        SELECT day, district, jsonb_object_agg(bucket, searches) AS response_buckets
        FROM bucket_counts
        GROUP BY day, district
    )
    SELECT totals.*, COALESCE(response_times.response_buckets, '{}')
    FROM totals
    LEFT JOIN response_times USING (day, district);
END;

CREATE OR REPLACE FUNCTION rollup.compute_search_hours(days date[])
RETURNS SETOF rollup.search_hours
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        search.district,
        search.hour,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM etl.located_searches AS located
        WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
        OFFSET 0
    ) AS search
    GROUP BY span.day, search.district, search.hour;
END;

CREATE OR REPLACE FUNCTION rollup.compute_search_terms(days date[])
RETURNS SETOF rollup.search_terms
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        search.term,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM etl.located_searches AS located
        WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
        OFFSET 0
    ) AS search
    GROUP BY span.day, search.term;
END;

CREATE OR REPLACE FUNCTION rollup.compute_search_demand(days date[])
RETURNS SETOF rollup.search_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH demand AS (
        SELECT
            span.day,
            search.h3_cell,
            search.district,
            search.category,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE NOT search.is_clicked) AS unclicked,
            array_agg(hll_hash_text(COALESCE(search.user_id, search.session_id))) AS customers
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM etl.located_searches AS located
            WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
            OFFSET 0
        ) AS search
        WHERE search.h3_cell IS NOT NULL
        GROUP BY span.day, search.h3_cell, search.district, search.category
    )
    SELECT
        day,
        h3_cell,
        district,
        category,
        searches,
        zero_results,
        unclicked,
        -- Most have one search: adding one is quicker than aggregating, and gives the same sketch.
        CASE WHEN searches = 1 AND customers[1] IS NOT NULL
            THEN hll_add(hll_empty(14), customers[1])
            ELSE (SELECT hll_add_agg(customer, 14) FROM unnest(customers) AS customer)
        END
    FROM demand;
END;

CREATE OR REPLACE FUNCTION rollup.providers_grown_older() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT listed.provider_id
    FROM rollup.provider_directory AS listed
    JOIN public.provider_profiles AS provider ON provider.id = listed.provider_id
    JOIN public.users AS account ON account.id = provider.user_id
    WHERE listed.tenure_score <> etl.tenure_score(account.created_at);
END;

DROP FUNCTION rollup.searches_of;
DROP FUNCTION rollup.end_of;
DROP FUNCTION rollup.start_of;
