-- Searches by day and district, with sketches and response times that merge over days.
CREATE VIEW analytics.search_stats_daily AS
SELECT
    day, district, searches, zero_results, clicked, positioned_clicks, click_position_sum,
    reciprocal_rank_sum, users, sessions, response_buckets
FROM rollup.search_days;

COMMENT ON VIEW analytics.search_stats_daily IS 'Searches by day and district.';
