-- Where providers serve: coverage_supply_cells straight over the cells that each of them serves.
-- Params: category text[] or NULL, places text[] (cells of resolution 8) or NULL,
--         finest and most_cells integer
-- Grain:  one row per map cell
-- Reads:  analytics.coverage_cells
-- Right:  LOOK
WITH supply AS (
    SELECT
        h3_cell AS cell,
        sum(providers) AS providers,
        sum(verified_providers) AS verified_providers
    FROM analytics.coverage_cells
    WHERE (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (CAST(:places AS text[]) IS NULL OR h3_cell = ANY(CAST(:places AS text[])))
    GROUP BY h3_cell
),
chosen AS (
    SELECT COALESCE(
        max(level) FILTER (WHERE cells <= CAST(:most_cells AS integer)), min(level)
    ) AS resolution
    FROM generate_series(4, CAST(:finest AS integer)) AS level
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT geo.h3_parent(cell, level)) AS cells FROM supply
    ) AS counted
)
SELECT
    geo.h3_parent(supply.cell, chosen.resolution) AS h3_cell,
    max(supply.providers)::bigint AS covering_providers,
    max(supply.verified_providers)::bigint AS verified_covering_providers
FROM supply
CROSS JOIN chosen
GROUP BY 1
ORDER BY 1
