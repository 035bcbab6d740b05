-- Searches by day and district. Distinct users and sessions are HyperLogLog sketches (exact while
-- small, 0.8 % standard error), response times are counts per logarithmic bucket (1 %): both merge.
CREATE MATERIALIZED VIEW analytics.search_stats_daily AS
WITH totals AS (
    SELECT
        day,
        district,
        count(*) AS searches,
        count(*) FILTER (WHERE is_zero_result) AS zero_results,
        count(*) FILTER (WHERE is_clicked) AS clicked,
        count(click_position) AS positioned_clicks,
        COALESCE(sum(click_position), 0)::bigint AS click_position_sum,
        COALESCE(sum(1.0 / click_position), 0) AS reciprocal_rank_sum,
        hll_add_agg(hll_hash_text(user_id), 14) AS users,
        hll_add_agg(hll_hash_text(session_id), 14) AS sessions
    FROM etl.located_searches
    GROUP BY day, district
),
bucket_counts AS (
    SELECT day, district, etl.response_bucket(response_time) AS bucket, count(*) AS searches
    FROM etl.located_searches
    WHERE response_time IS NOT NULL
    GROUP BY day, district, bucket
),
response_times AS (
    SELECT day, district, jsonb_object_agg(bucket, searches) AS response_buckets
    FROM bucket_counts
    GROUP BY day, district
)
SELECT totals.*, COALESCE(response_times.response_buckets, '{}') AS response_buckets
FROM totals
LEFT JOIN response_times USING (day, district);

CREATE UNIQUE INDEX search_stats_daily_key ON analytics.search_stats_daily (day, district);
COMMENT ON MATERIALIZED VIEW analytics.search_stats_daily IS 'Searches by day and district.';
