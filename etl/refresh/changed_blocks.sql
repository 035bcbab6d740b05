-- Where cells must be counted again because providers changed: blocks, each with its category.
-- One that went, came or serves other cells changes all its blocks; one whose score fell, only
-- those with cells in which it was the best.
-- Params: blocks, block_categories (of those that went or came);
--         fallen, fallen_categories, fallen_scores (ids and former scores) arrays
-- Returns: block, category_id (distinct)
SELECT block, category_id
FROM unnest(%(blocks)s::text[], %(block_categories)s::text[]) AS served (block, category_id)
UNION
SELECT counted.block, counted.category_id
FROM unnest(%(fallen)s::text[], %(fallen_categories)s::text[], %(fallen_scores)s::numeric[])
    AS provider (provider_id, category_id, score)
JOIN etl.service_area_cells AS served USING (provider_id)
CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
-- OFFSET 0: cell by cell through the key, however many the planner expects.
CROSS JOIN LATERAL (
    SELECT block, category_id
    FROM rollup.coverage_cells
    WHERE h3_cell = cell.h3_cell AND category_id = provider.category_id
        AND best_reputation = provider.score
    OFFSET 0
) AS counted
