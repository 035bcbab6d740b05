-- Searches by day and term, counted from the archive.
SELECT
    day,
    term,
    count(*) AS searches,
    count(*) FILTER (WHERE results_count = 0) AS zero_results,
    count(clicked_provider_id) AS clicked
FROM searches
GROUP BY day, term
