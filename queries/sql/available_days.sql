-- The first and the last business day until as-of on which anything happened that can be, the first
-- with a search, and the days between which rows say that something did.
-- Params: last date, the business day of as-of
-- Grain:  one row; NULLs when there is no activity
-- Reads:  analytics.category_stats_daily, analytics.search_stats_daily
-- Right:  LOOK
SELECT
    min(day) FILTER (WHERE is_plausible) AS first_day,
    max(day) FILTER (WHERE is_plausible) AS newest_day,
    min(day) FILTER (WHERE is_plausible AND is_search) AS first_search_day,
    min(day) AS oldest_row,
    max(day) AS newest_row
FROM (
    SELECT
        day,
        is_search,
        day BETWEEN analytics.first_plausible_day() AND CAST(:last AS date) AS is_plausible
    FROM (
        SELECT day, false AS is_search FROM analytics.category_stats_daily
        UNION ALL
        SELECT day, true FROM analytics.search_stats_daily
    ) AS activity
) AS days
