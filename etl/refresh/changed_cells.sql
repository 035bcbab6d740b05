-- Which cells must be counted again because providers changed, each with its category: those that
-- one serves only before or only now, all of one that counts as something else than before, and of
-- one whose score alone fell those in which it was the best.
-- Params: gone, gone_categories, gone_verified, gone_scores arrays (as they were);
--         came, came_categories, came_verified, came_scores arrays (as they are now);
--         fallen, fallen_categories, fallen_scores arrays (as they were)
-- Returns: h3_cell, category_id (distinct)
WITH before AS MATERIALIZED (
    SELECT provider.*, cell.h3_cell
    FROM unnest(
        %(gone)s::text[], %(gone_categories)s::text[], %(gone_verified)s::boolean[],
        %(gone_scores)s::numeric[]
    ) AS provider (provider_id, category_id, aadhaar_verified, score)
    JOIN rollup.served_cells AS served USING (provider_id)
    CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
),
now AS MATERIALIZED (
    SELECT provider.*, cell.h3_cell
    FROM unnest(
        %(came)s::text[], %(came_categories)s::text[], %(came_verified)s::boolean[],
        %(came_scores)s::numeric[]
    ) AS provider (provider_id, category_id, aadhaar_verified, score)
    JOIN etl.service_area_cells AS served USING (provider_id)
    CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
)
SELECT h3_cell, category_id FROM (TABLE before EXCEPT TABLE now) AS gone
UNION
SELECT h3_cell, category_id FROM (TABLE now EXCEPT TABLE before) AS came
UNION
SELECT counted.h3_cell, counted.category_id
FROM unnest(%(fallen)s::text[], %(fallen_categories)s::text[], %(fallen_scores)s::numeric[])
    AS provider (provider_id, category_id, score)
JOIN rollup.served_cells AS served USING (provider_id)
CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
-- OFFSET 0: cell by cell through the key, however many the planner expects.
CROSS JOIN LATERAL (
    SELECT h3_cell, category_id
    FROM rollup.coverage_cells
    WHERE h3_cell = cell.h3_cell AND category_id = provider.category_id
        AND best_reputation = provider.score
    OFFSET 0
) AS counted
