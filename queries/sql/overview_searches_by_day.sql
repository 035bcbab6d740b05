-- Searches on each day, and those that found nothing, by the district of the search point.
-- Params: start and end date (inclusive), district text or NULL
-- Grain:  one row per business day
-- Reads:  analytics.search_stats_daily
WITH days AS (
    SELECT CAST(:start AS date) + place AS day
    FROM generate_series(0, CAST(:end AS date) - CAST(:start AS date)) AS place
)
SELECT
    days.day,
    COALESCE(sum(stats.searches), 0)::bigint AS searches,
    COALESCE(sum(stats.zero_results), 0)::bigint AS zero_results,
    sum(stats.zero_results) / NULLIF(sum(stats.searches), 0) AS zero_result_rate
FROM days
LEFT JOIN analytics.search_stats_daily AS stats
    ON stats.day = days.day
    AND (CAST(:district AS text) IS NULL OR stats.district = CAST(:district AS text))
GROUP BY days.day
ORDER BY days.day
