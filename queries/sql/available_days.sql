-- The first and the last business day on which anything happened.
-- Params: none
-- Grain:  one row; NULLs when there is no activity
-- Reads:  analytics.category_stats_daily, analytics.search_stats_daily
SELECT min(day) AS first_day, max(day) AS last_day
FROM (
    SELECT day FROM analytics.category_stats_daily
    UNION ALL
    SELECT day FROM analytics.search_stats_daily
) AS activity
