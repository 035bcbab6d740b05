-- What people typed: searches by day and term.
CREATE MATERIALIZED VIEW analytics.search_terms_daily AS
SELECT
    day,
    term,
    count(*) AS searches,
    count(*) FILTER (WHERE is_zero_result) AS zero_results,
    count(*) FILTER (WHERE is_clicked) AS clicked
FROM etl.located_searches
GROUP BY day, term;

CREATE UNIQUE INDEX search_terms_daily_key ON analytics.search_terms_daily (day, term);
COMMENT ON MATERIALIZED VIEW analytics.search_terms_daily IS 'Searches by day and term.';
