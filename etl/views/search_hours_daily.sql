-- Searches by day, district and hour of the business day.
CREATE VIEW analytics.search_hours_daily AS
SELECT day, district, hour, searches, zero_results, clicked
FROM rollup.search_hours;

COMMENT ON VIEW analytics.search_hours_daily IS 'Searches by day, district and hour.';
