-- Searches by day and district. Distinct users and sessions are HyperLogLog sketches of keyed
-- hashes (exact while small, 0.6 % standard error), response times are counts per logarithmic
-- bucket (1 %): both merge.
CREATE TABLE rollup.search_days (
    day date NOT NULL,
    district text NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    positioned_clicks bigint NOT NULL,
    click_position_sum bigint NOT NULL,
    reciprocal_rank_sum numeric NOT NULL,
    users hll,
    sessions hll,
    response_buckets jsonb NOT NULL,
    CONSTRAINT search_days_pkey PRIMARY KEY (day, district)
);

CREATE FUNCTION rollup.compute_search_days(days date[]) RETURNS SETOF rollup.search_days
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
            hll_add_agg(etl.customer_hash(
                search.user_id, (SELECT key FROM etl.customer_key)
            ), 15) AS users,
            hll_add_agg(etl.customer_hash(
                search.session_id, (SELECT key FROM etl.customer_key)
            ), 15) AS sessions
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
    SELECT
        day,
        district,
        searches,
        zero_results,
        clicked,
        positioned_clicks,
        click_position_sum,
        reciprocal_rank_sum,
        users,
        sessions,
        COALESCE(response_times.response_buckets, '{}') AS response_buckets
    FROM totals
    LEFT JOIN response_times USING (day, district);
END;
