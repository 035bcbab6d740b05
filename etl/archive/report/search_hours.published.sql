-- Searches by day, district and hour as they are published.
SELECT day, district, hour, searches, zero_results, clicked
FROM analytics.search_hours_daily
WHERE day = ANY (%(days)s)
