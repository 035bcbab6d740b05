-- Searches by day, district and hour of the business day.
CREATE MATERIALIZED VIEW analytics.search_hours_daily AS
SELECT
    day,
    district,
    hour,
    count(*) AS searches,
    count(*) FILTER (WHERE is_zero_result) AS zero_results,
    count(*) FILTER (WHERE is_clicked) AS clicked
FROM etl.located_searches
GROUP BY day, district, hour;

CREATE UNIQUE INDEX search_hours_daily_key ON analytics.search_hours_daily (day, district, hour);
COMMENT ON MATERIALIZED VIEW analytics.search_hours_daily IS 'Searches by day, district and hour.';
