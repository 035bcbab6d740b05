-- How searching went in each day, week (from Monday) or month, or in the whole period at once.
-- Distinct users and response times are computed for the whole step, never added up over days; few
-- users are not told (NULL). A percentile is the smallest bucket whose cumulative count
-- reaches ceil(p * n).
-- Params: start and end date, district text or NULL, grain day, week, month, or NULL for one step
-- Grain:  one row per step; counts are 0 and rates NULL where nobody searched
-- Reads:  analytics.search_stats_daily, analytics.distinct_searchers
WITH days AS (
    SELECT CAST(:start AS date) + place AS day
    FROM generate_series(0, CAST(:end AS date) - CAST(:start AS date)) AS place
),
chosen AS (
    SELECT
        COALESCE(date_trunc(CAST(:grain AS text), days.day::timestamp)::date, CAST(:start AS date))
            AS period,
        days.day AS counted_day,
        stats.*
    FROM days
    LEFT JOIN analytics.search_stats_daily AS stats
        ON stats.day = days.day
        AND (CAST(:district AS text) IS NULL OR stats.district = CAST(:district AS text))
),
totals AS (
    SELECT
        period,
        min(counted_day) AS first_day,
        max(counted_day) AS last_day,
        COALESCE(sum(searches), 0)::bigint AS searches,
        COALESCE(sum(zero_results), 0)::bigint AS zero_results,
        COALESCE(sum(clicked), 0)::bigint AS clicked,
        sum(zero_results) / NULLIF(sum(searches), 0) AS zero_result_rate,
        sum(clicked) / NULLIF(sum(searches), 0) AS click_through_rate,
        sum(click_position_sum) / NULLIF(sum(positioned_clicks), 0) AS click_position,
        sum(reciprocal_rank_sum) / NULLIF(sum(searches), 0) AS reciprocal_rank
    FROM chosen
    GROUP BY period
),
buckets AS (
    SELECT period, counted.key::integer AS bucket, sum(counted.value::bigint) AS searches
    FROM chosen
    CROSS JOIN LATERAL jsonb_each_text(chosen.response_buckets) AS counted
    GROUP BY period, bucket
),
cumulated AS (
    SELECT
        period,
        bucket,
        sum(searches) OVER (PARTITION BY period ORDER BY bucket) AS reached,
        sum(searches) OVER (PARTITION BY period) AS timed
    FROM buckets
),
response AS (
    SELECT
        period,
        analytics.bucket_milliseconds(min(bucket) FILTER (WHERE reached >= ceil(0.50 * timed)))
            AS response_p50,
        analytics.bucket_milliseconds(min(bucket) FILTER (WHERE reached >= ceil(0.95 * timed)))
            AS response_p95
    FROM cumulated
    GROUP BY period
)
SELECT totals.*, counted.searchers, counted.search_sessions, response_p50, response_p95
FROM totals
CROSS JOIN LATERAL analytics.distinct_searchers(
    totals.first_day, totals.last_day, CAST(:district AS text)
) AS counted
LEFT JOIN response USING (period)
ORDER BY period
