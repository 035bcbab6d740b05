-- Count some cells, each of a category, again; write those that differ.
-- Params: cells, categories arrays
-- Returns: block of what differed (distinct)
WITH held AS MATERIALIZED (
    SELECT counted.ctid AS position, counted.*
    FROM unnest(%(cells)s::text[], %(categories)s::text[]) AS changed (h3_cell, category_id)
    -- OFFSET 0: cell by cell through the key, however many the planner expects.
    CROSS JOIN LATERAL (
        SELECT ctid, *
        FROM rollup.coverage_cells
        WHERE h3_cell = changed.h3_cell AND category_id = changed.category_id
        OFFSET 0
    ) AS counted
),
compared AS MATERIALIZED (
    SELECT held.position, made.*
    FROM held
    FULL JOIN rollup.compute_some_coverage(%(cells)s, %(categories)s) AS made
        ON made.h3_cell = held.h3_cell AND made.category_id = held.category_id
    WHERE (held.providers, held.verified_providers, held.best_reputation)
        IS DISTINCT FROM (made.providers, made.verified_providers, made.best_reputation)
),
gone AS (
    DELETE FROM rollup.coverage_cells
    WHERE ctid = ANY (ARRAY(SELECT position FROM compared WHERE position IS NOT NULL))
    RETURNING rollup.block_of_cell(h3_cell) AS block
),
came AS (
    INSERT INTO rollup.coverage_cells
        (h3_cell, category_id, providers, verified_providers, best_reputation)
    SELECT h3_cell, category_id, providers, verified_providers, best_reputation
    FROM compared
    -- Counting them has them deleted before: others with the same key come.
    WHERE h3_cell IS NOT NULL AND (SELECT count(*) FROM gone) >= 0
    RETURNING rollup.block_of_cell(h3_cell) AS block
)
SELECT block FROM gone
UNION
SELECT block FROM came
