-- Searches by day and district as they are published.
SELECT day, district, searches, zero_results, clicked, positioned_clicks, click_position_sum
FROM analytics.search_stats_daily
WHERE day = ANY (%(days)s)
