-- Searches by day, map cell, district and category, counted from the archive.
SELECT
    day,
    h3_cell,
    district,
    category,
    count(*) AS searches,
    count(*) FILTER (WHERE results_count = 0) AS zero_results,
    count(*) FILTER (WHERE clicked_provider_id IS NULL) AS unclicked
FROM searches
WHERE h3_cell IS NOT NULL
GROUP BY day, h3_cell, district, category
