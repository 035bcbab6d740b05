-- Searches by day, map cell and district as they are counted, of all categories together: which
-- categories exist is asked today, what people filtered by is archived.
SELECT
    day,
    h3_cell,
    district,
    sum(searches)::bigint AS searches,
    sum(zero_results)::bigint AS zero_results,
    sum(unclicked)::bigint AS unclicked
FROM rollup.search_demand
WHERE day = ANY (%(days)s)
GROUP BY day, h3_cell, district
