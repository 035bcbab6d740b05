-- Searches by day and term as they are published.
SELECT day, term, searches, zero_results, clicked
FROM analytics.search_terms_daily
WHERE day = ANY (%(days)s)
