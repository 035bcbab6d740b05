-- Searches by day and term as they are counted.
SELECT day, term, searches, zero_results, clicked
FROM rollup.search_terms
WHERE day = ANY (%(days)s)
