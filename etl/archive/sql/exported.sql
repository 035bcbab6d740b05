-- The searches of one week as they are archived: first all columns of the table, then what the
-- rollups count them by, as it is known now.
-- Rows of equal content give equal files: they are in order.
SELECT
    {stored},
    etl.business_day(search.created_at) AS day,
    etl.business_hour(search.created_at) AS hour,
    COALESCE(cell.district, 'Unknown') AS district,
    cell.h3_cell,
    etl.searched_category(search.filters) AS category,
    typed.term
FROM {week} AS search
-- A term costs more than all else of a row, and people type the same again and again. OFFSET 0
-- keeps the planner from computing it for each search after all.
JOIN (
    SELECT query, etl.search_term(query) AS term
    FROM (SELECT DISTINCT query FROM {week}) AS queries
    OFFSET 0
) AS typed USING (query)
LEFT JOIN etl.location_cells AS cell ON cell.location = search.location
ORDER BY search.created_at, search.id
