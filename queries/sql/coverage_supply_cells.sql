-- Where providers serve, as map cells of the best resolution (4 to `finest`) that leaves at most
-- `most_cells` of them: the most providers that cover any one place in the cell, and the most
-- verified ones. Of some sub-categories: of those that offer any of them.
-- Params: category and sub_category text[] or NULL, places text[] (cells of resolution 8) or NULL,
--         finest and most_cells integer
-- Grain:  one row per map cell
-- Reads:  analytics.coverage_cells, analytics.coverage_of_sub_categories, analytics.sub_categories
-- Right:  LOOK
WITH covered AS (
    SELECT h3_cell, providers, verified_providers
    FROM analytics.coverage_cells
    WHERE CAST(:sub_category AS text[]) IS NULL
        AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
    UNION ALL
    SELECT h3_cell, providers, verified_providers
    FROM analytics.coverage_of_sub_categories(ARRAY(
        SELECT sub_category_id
        FROM analytics.sub_categories
        WHERE sub_category_id = ANY(CAST(:sub_category AS text[]))
            AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
    ))
),
supply AS (
    SELECT
        h3_cell AS cell,
        sum(providers) AS providers,
        sum(verified_providers) AS verified_providers
    FROM covered
    WHERE (CAST(:places AS text[]) IS NULL OR h3_cell = ANY(CAST(:places AS text[])))
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
