-- Searches of the period that carry no usable place and so are on no map.
-- Params: start and end date (inclusive)
-- Grain:  one row
-- Reads:  analytics.search_stats_daily, analytics.search_demand_daily
SELECT COALESCE(sum(searches), 0)::bigint AS searches
FROM (
    SELECT searches
    FROM analytics.search_stats_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    UNION ALL
    SELECT -searches
    FROM analytics.search_demand_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
) AS counted
