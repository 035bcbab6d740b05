-- The districts in which something happened, `Unknown` last.
-- Params: none
-- Grain:  one row per district
-- Reads:  analytics.provider_directory, analytics.search_stats_daily
-- Right:  LOOK
SELECT district
FROM (
    SELECT district FROM analytics.provider_directory
    UNION
    SELECT district FROM analytics.search_stats_daily
) AS seen
ORDER BY district = 'Unknown', district
