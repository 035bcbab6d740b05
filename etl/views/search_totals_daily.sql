-- Searches by day, in all districts together: analytics.search_stats_daily, summed up.
CREATE VIEW analytics.search_totals_daily AS
SELECT
    day, searches, zero_results, clicked, positioned_clicks, click_position_sum,
    reciprocal_rank_sum, response_buckets
FROM rollup.search_totals;

COMMENT ON VIEW analytics.search_totals_daily IS 'Searches by day, in all districts together.';
