-- Where providers whose score rose are the best now, they become it.
-- Params: risen, risen_categories, risen_scores (ids and new scores) arrays
-- Returns: block of each cell that changed
WITH risen AS (
    SELECT cell.h3_cell, provider.category_id, max(provider.score) AS score
    FROM unnest(%(risen)s::text[], %(risen_categories)s::text[], %(risen_scores)s::numeric[])
        AS provider (provider_id, category_id, score)
    JOIN rollup.served_cells AS served USING (provider_id)
    CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
    GROUP BY cell.h3_cell, provider.category_id
),
-- OFFSET 0: cell by cell through the key, however many the planner expects.
better AS MATERIALIZED (
    SELECT counted.position, risen.score
    FROM risen
    CROSS JOIN LATERAL (
        SELECT ctid AS position
        FROM rollup.coverage_cells
        WHERE h3_cell = risen.h3_cell AND category_id = risen.category_id
            AND best_reputation < risen.score
        OFFSET 0
    ) AS counted
)
UPDATE rollup.coverage_cells AS counted
SET best_reputation = better.score
FROM better
WHERE counted.ctid = better.position
RETURNING rollup.block_of_cell(counted.h3_cell)
