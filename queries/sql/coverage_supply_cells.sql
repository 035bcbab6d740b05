-- Where providers serve, as map cells of the finest resolution (8 to 4) that leaves at most
-- `most_cells` of them: the most providers that cover any one place in the cell, and the most
-- verified ones.
-- Params: category text or NULL, places text[] (cells of resolution 8) or NULL, most_cells integer
-- Grain:  one row per map cell
-- Reads:  analytics.coverage_cells
WITH supply AS (
    SELECT
        h3_cell AS cell,
        sum(providers) AS providers,
        sum(verified_providers) AS verified_providers
    FROM analytics.coverage_cells
    WHERE (CAST(:category AS text) IS NULL OR category_id = CAST(:category AS text))
        AND (CAST(:places AS text[]) IS NULL OR h3_cell = ANY(CAST(:places AS text[])))
    GROUP BY h3_cell
),
ladder AS (
    SELECT
        cell,
        level AS resolution,
        geo.h3_parent(cell, level) AS h3_cell
    FROM supply
    CROSS JOIN generate_series(4, 8) AS level
),
chosen AS (
    SELECT COALESCE(max(resolution), 4) AS resolution
    FROM (
        SELECT resolution
        FROM ladder
        GROUP BY resolution
        HAVING count(DISTINCT h3_cell) <= CAST(:most_cells AS integer)
    ) AS fitting
)
SELECT
    ladder.h3_cell,
    CAST(max(supply.providers) AS bigint) AS covering_providers,
    CAST(max(supply.verified_providers) AS bigint) AS verified_covering_providers
FROM supply
JOIN ladder ON ladder.cell = supply.cell
JOIN chosen ON chosen.resolution = ladder.resolution
GROUP BY ladder.h3_cell
ORDER BY ladder.h3_cell
