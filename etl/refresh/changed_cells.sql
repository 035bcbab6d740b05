-- The cells, each with its category, that must be counted again because providers changed.
-- One that went, came or serves other cells changes all of them; one whose score fell, only those
-- in which it was the best.
-- Params: blocks, block_categories (those that went);
--         came, came_categories (ids of those that came);
--         fallen, fallen_categories, fallen_scores (ids and former scores) arrays
-- Returns: h3_cell, category_id (distinct)
SELECT counted.h3_cell, counted.category_id
FROM unnest(%(blocks)s::text[], %(block_categories)s::text[]) AS former (block, category_id)
JOIN rollup.coverage_cells AS counted USING (block, category_id)
UNION
SELECT cell.h3_cell, provider.category_id
FROM unnest(%(came)s::text[], %(came_categories)s::text[]) AS provider (provider_id, category_id)
JOIN etl.service_area_cells AS served USING (provider_id)
CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
UNION
SELECT counted.h3_cell, counted.category_id
FROM unnest(%(fallen)s::text[], %(fallen_categories)s::text[], %(fallen_scores)s::numeric[])
    AS provider (provider_id, category_id, score)
JOIN etl.service_area_cells AS served USING (provider_id)
CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
-- OFFSET 0: cell by cell through the key, however many the planner expects.
CROSS JOIN LATERAL (
    SELECT h3_cell, category_id
    FROM rollup.coverage_cells
    WHERE h3_cell = cell.h3_cell AND category_id = provider.category_id
        AND best_reputation = provider.score
    OFFSET 0
) AS counted
