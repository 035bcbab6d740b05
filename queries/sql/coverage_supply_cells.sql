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
chosen AS (
    SELECT CASE
        WHEN (SELECT count(cell) FROM supply) <= CAST(:most_cells AS integer) THEN 8
        WHEN (SELECT count(DISTINCT geo.h3_parent(cell, 7)) FROM supply)
            <= CAST(:most_cells AS integer) THEN 7
        WHEN (SELECT count(DISTINCT geo.h3_parent(cell, 6)) FROM supply)
            <= CAST(:most_cells AS integer) THEN 6
        WHEN (SELECT count(DISTINCT geo.h3_parent(cell, 5)) FROM supply)
            <= CAST(:most_cells AS integer) THEN 5
        ELSE 4
    END AS resolution
)
SELECT
    geo.h3_parent(supply.cell, chosen.resolution) AS h3_cell,
    max(supply.providers)::bigint AS covering_providers,
    max(supply.verified_providers)::bigint AS verified_covering_providers
FROM supply
CROSS JOIN chosen
GROUP BY 1
ORDER BY 1
