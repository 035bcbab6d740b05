-- Searches by day, map cell, district and category as they are counted.
SELECT day, h3_cell, district, category, searches, zero_results, unclicked
FROM rollup.search_demand
WHERE day = ANY (%(days)s)
