-- Where people searched, as map cells of the best resolution (4 to `finest`) that leaves at most
-- `most_cells` of them: searches, those that nobody covers, and the most providers that cover any
-- one place searched from. Cells with fewer than `few` distinct customers hold no numbers of them.
-- Params: start and end date (inclusive), category and district text or NULL,
--         few, finest and most_cells integer
-- Grain:  one row per map cell
-- Reads:  analytics.search_demand_daily, analytics.coverage_cells
WITH demand AS (
    SELECT
        geo.h3_parent(h3_cell, 8) AS cell,
        category_id,
        sum(searches) AS searches,
        hll_union_agg(customers) AS customers
    FROM analytics.search_demand_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text) IS NULL OR category_id = CAST(:category AS text))
        AND (CAST(:district AS text) IS NULL OR district = CAST(:district AS text))
    GROUP BY 1, 2
),
chosen AS (
    SELECT COALESCE(
        max(level) FILTER (WHERE cells <= CAST(:most_cells AS integer)), min(level)
    ) AS resolution
    FROM generate_series(4, CAST(:finest AS integer)) AS level
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT geo.h3_parent(cell, level)) AS cells FROM demand
    ) AS counted
),
shown AS (
    SELECT
        geo.h3_parent(demand.cell, chosen.resolution) AS h3_cell,
        sum(demand.searches) AS demand,
        COALESCE(sum(demand.searches) FILTER (WHERE supply.providers = 0), 0) AS unmet_demand,
        max(supply.providers) AS covering_providers,
        hll_cardinality(hll_union_agg(demand.customers)) < CAST(:few AS integer) AS is_few
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
    h3_cell,
    CASE WHEN NOT is_few THEN demand::bigint END AS demand,
    CASE WHEN NOT is_few THEN unmet_demand::bigint END AS unmet_demand,
    covering_providers::bigint AS covering_providers,
    is_few
FROM shown
ORDER BY h3_cell
