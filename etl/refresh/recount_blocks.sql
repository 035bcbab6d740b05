-- Count the cells of some blocks, each with a category, again; write those that differ.
-- Params: blocks, categories arrays
-- Returns: block, category_id of what differed (distinct)
WITH held AS MATERIALIZED (
    SELECT counted.ctid AS position, counted.*
    FROM unnest(%(blocks)s::text[], %(categories)s::text[]) AS changed (block, category_id)
    -- OFFSET 0: block by block through the index, however many the planner expects.
    CROSS JOIN LATERAL (
        SELECT ctid, *
        FROM rollup.coverage_cells
        WHERE block = changed.block AND category_id = changed.category_id
        OFFSET 0
    ) AS counted
),
compared AS MATERIALIZED (
    SELECT held.position, held.block AS former_block, made.*
    FROM held
    FULL JOIN rollup.compute_coverage_blocks(%(blocks)s, %(categories)s) AS made
        ON made.h3_cell = held.h3_cell AND made.category_id = held.category_id
    WHERE (held.providers, held.verified_providers, held.best_reputation)
        IS DISTINCT FROM (made.providers, made.verified_providers, made.best_reputation)
),
gone AS (
    DELETE FROM rollup.coverage_cells
    WHERE ctid = ANY (ARRAY(SELECT position FROM compared WHERE position IS NOT NULL))
    RETURNING block, category_id
),
came AS (
    INSERT INTO rollup.coverage_cells
        (block, h3_cell, category_id, providers, verified_providers, best_reputation)
    SELECT block, h3_cell, category_id, providers, verified_providers, best_reputation
    FROM compared
    -- Counting them has them deleted before: others with the same key come.
    WHERE h3_cell IS NOT NULL AND (SELECT count(*) FROM gone) >= 0
    RETURNING block, category_id
)
SELECT block, category_id FROM gone UNION SELECT block, category_id FROM came
