-- Searches are read by days in a row, between moments that the planner knows: it leaves all other
-- partitions out of its plan. And who has the highest tenure does not grow older.

CREATE FUNCTION rollup.start_of(days date[]) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT etl.business_midnight(min(day)) FROM unnest(days) AS day;
END;

CREATE FUNCTION rollup.end_of(days date[]) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT etl.business_midnight(max(day) + 1) FROM unnest(days) AS day;
END;

CREATE FUNCTION rollup.searches_of(days date[])
RETURNS TABLE (
    day date,
    hour integer,
    district text,
    h3_cell text,
    category text,
    term text,
    user_id text,
    session_id text,
    is_zero_result boolean,
    is_clicked boolean,
    click_position integer,
    response_time integer
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day, hour, district, h3_cell, category, term, user_id, session_id,
        is_zero_result, is_clicked, click_position, response_time
    FROM (
        SELECT *, etl.business_day(created_at) AS day
        FROM etl.located_searches
        WHERE created_at >= rollup.start_of(days) AND created_at < rollup.end_of(days)
        OFFSET 0
    ) AS search
    -- All of them, as a rule; COALESCE keeps the planner from expecting next to none.
    WHERE COALESCE(day = ANY (days), false);
END;

REVOKE EXECUTE ON FUNCTION rollup.start_of, rollup.end_of, rollup.searches_of FROM PUBLIC;

CREATE OR REPLACE FUNCTION rollup.compute_search_days(days date[])
RETURNS SETOF rollup.search_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH searches AS MATERIALIZED (
        SELECT
            search.day, search.district, search.is_zero_result, search.is_clicked,
            search.click_position, search.user_id, search.session_id, search.response_time
        FROM rollup.searches_of(days) AS search
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
        search.day,
        search.district,
        search.hour,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.searches_of(days) AS search
    GROUP BY search.day, search.district, search.hour;
END;

CREATE OR REPLACE FUNCTION rollup.compute_search_terms(days date[])
RETURNS SETOF rollup.search_terms
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        search.day,
        search.term,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.searches_of(days) AS search
    GROUP BY search.day, search.term;
END;

CREATE OR REPLACE FUNCTION rollup.compute_search_demand(days date[])
RETURNS SETOF rollup.search_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH demand AS (
        SELECT
            search.day,
            search.h3_cell,
            search.district,
            search.category,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE NOT search.is_clicked) AS unclicked,
            array_agg(hll_hash_text(COALESCE(search.user_id, search.session_id))) AS customers
        FROM rollup.searches_of(days) AS search
        WHERE search.h3_cell IS NOT NULL
        GROUP BY search.day, search.h3_cell, search.district, search.category
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
    WHERE listed.tenure_score < 100 AND listed.tenure_score <> etl.tenure_score(account.created_at);
END;
