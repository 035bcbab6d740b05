-- What people typed: searches by day and term.
CREATE VIEW analytics.search_terms_daily AS
SELECT day, term, searches, zero_results, clicked
FROM rollup.search_terms;

COMMENT ON VIEW analytics.search_terms_daily IS 'Searches by day and term.';
