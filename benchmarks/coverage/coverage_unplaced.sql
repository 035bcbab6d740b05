-- Searches of the period that carry no usable place and so are on no map.
-- Params: start and end date (inclusive)
-- Grain:  one row
-- Reads:  analytics.search_stats_daily, searched_by_cell
SELECT COALESCE(sum(searches), 0)::bigint AS searches
FROM (
    SELECT searches
    FROM analytics.search_stats_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    UNION ALL
    SELECT -searches
    FROM searched_by_cell
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
) AS counted
