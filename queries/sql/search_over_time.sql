-- How searching went in each step of the period.
-- Distinct users and response times are computed for the whole step, never added up over days; few
-- users are not told (NULL). A percentile is the smallest bucket whose cumulative count
-- reaches ceil(p * n).
-- Params: start and end date, district text or NULL, first_days and last_days of steps date arrays
-- Grain:  one row per step; counts are 0 and rates NULL where nobody searched
-- Reads:  analytics.search_stats_daily, analytics.distinct_searchers
WITH steps AS (
    SELECT *
    FROM unnest(CAST(:first_days AS date[]), CAST(:last_days AS date[])) WITH ORDINALITY
        AS step (first_day, last_day, place)
),
chosen AS (
    SELECT steps.*, stats.*
    FROM steps
    LEFT JOIN analytics.search_stats_daily AS stats
        ON width_bucket(stats.day, CAST(:first_days AS date[])) = steps.place
        AND stats.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:district AS text) IS NULL OR stats.district = CAST(:district AS text))
),
totals AS (
    SELECT
        place,
        first_day,
        last_day,
        COALESCE(sum(searches), 0)::bigint AS searches,
        COALESCE(sum(zero_results), 0)::bigint AS zero_results,
        COALESCE(sum(clicked), 0)::bigint AS clicked,
        sum(zero_results) / NULLIF(sum(searches), 0) AS zero_result_rate,
        sum(clicked) / NULLIF(sum(searches), 0) AS click_through_rate,
        sum(click_position_sum) / NULLIF(sum(positioned_clicks), 0) AS click_position,
        sum(reciprocal_rank_sum) / NULLIF(sum(searches), 0) AS reciprocal_rank
    FROM chosen
    GROUP BY place, first_day, last_day
),
buckets AS (
    SELECT place, counted.key::integer AS bucket, sum(counted.value::bigint) AS searches
    FROM chosen
    CROSS JOIN LATERAL jsonb_each_text(chosen.response_buckets) AS counted
    GROUP BY place, bucket
),
cumulated AS (
    SELECT
        place,
        bucket,
        sum(searches) OVER (PARTITION BY place ORDER BY bucket) AS reached,
        sum(searches) OVER (PARTITION BY place) AS timed
    FROM buckets
),
response AS (
    SELECT
        place,
        analytics.bucket_milliseconds(min(bucket) FILTER (WHERE reached >= ceil(0.50 * timed)))
            AS response_p50,
        analytics.bucket_milliseconds(min(bucket) FILTER (WHERE reached >= ceil(0.95 * timed)))
            AS response_p95
    FROM cumulated
    GROUP BY place
)
SELECT totals.*, counted.searchers, counted.search_sessions, response_p50, response_p95
FROM totals
CROSS JOIN LATERAL analytics.distinct_searchers(
    totals.first_day, totals.last_day, CAST(:district AS text)
) AS counted
LEFT JOIN response USING (place)
ORDER BY place
