-- Where people searched, as map cells of the best resolution (4 to `finest`) at which they ever
-- searched from at most `most_cells` of them: searches, those that nobody covers, and the most
-- providers that cover any one place searched from. Cells with few distinct customers are one row
-- together, without a cell.
-- Params: start and end date (inclusive), category and district text[] or NULL,
--         finest and most_cells integer
-- Grain:  one row per map cell, and one for those with few customers
-- Reads:  searched_by_cell, analytics.coverage_cells
WITH ever AS (
    SELECT DISTINCT geo.h3_parent(h3_cell, 8) AS cell
    FROM searched_by_cell
    WHERE (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
),
chosen AS (
    SELECT COALESCE(
        max(level) FILTER (WHERE cells <= CAST(:most_cells AS integer)), min(level)
    ) AS resolution
    FROM generate_series(4, CAST(:finest AS integer)) AS level
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT geo.h3_parent(cell, level)) AS cells FROM ever
    ) AS counted
),
demand AS (
    SELECT
        geo.h3_parent(h3_cell, 8) AS cell,
        category_id,
        sum(searches) AS searches,
        hll_union_agg(customers) AS customers
    FROM searched_by_cell
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
    GROUP BY 1, 2
),
shown AS (
    SELECT
        geo.h3_parent(demand.cell, chosen.resolution) AS h3_cell,
        sum(demand.searches) AS demand,
        COALESCE(sum(demand.searches) FILTER (WHERE supply.providers = 0), 0) AS unmet_demand,
        max(supply.providers) AS covering_providers,
        COALESCE(
            hll_cardinality(hll_union_agg(demand.customers)), 0
        ) < analytics.few_customers() AS is_few
    FROM demand
    CROSS JOIN chosen
    CROSS JOIN LATERAL (
        SELECT COALESCE(sum(covered.providers), 0) AS providers
        FROM analytics.coverage_cells AS covered
        WHERE covered.h3_cell = demand.cell
            AND (demand.category_id IS NULL OR covered.category_id = demand.category_id)
    ) AS supply
    GROUP BY 1
)
SELECT
    CASE WHEN NOT is_few THEN h3_cell END AS h3_cell,
    sum(demand)::bigint AS demand,
    sum(unmet_demand)::bigint AS unmet_demand,
    (max(covering_providers) FILTER (WHERE NOT is_few))::bigint AS covering_providers,
    is_few
FROM shown
GROUP BY 1, is_few
ORDER BY 1
