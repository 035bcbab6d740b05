-- Where exactly: places (map cells of resolution 8) and searched categories with searches and no
-- provider, or few. Places with few distinct customers are left out.
-- Params: start and end date (inclusive), category and district text[] or NULL
-- Grain:  one row per map cell and category with a gap, nobody before few, most searches first
-- Reads:  searched_by_cell, analytics.coverage_cells, analytics.categories
WITH demand AS (
    SELECT
        geo.h3_parent(h3_cell, 8) AS h3_cell,
        category_id,
        string_agg(DISTINCT district, ', ' ORDER BY district) AS district,
        sum(searches) AS searches
    FROM searched_by_cell
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
    GROUP BY 1, 2
    HAVING hll_cardinality(hll_union_agg(customers)) >= analytics.few_customers()
)
SELECT
    demand.h3_cell,
    demand.district,
    demand.category_id,
    category.name AS category,
    demand.searches::bigint AS demand,
    supply.providers::bigint AS covering_providers
FROM demand
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(covered.providers), 0) AS providers
    FROM analytics.coverage_cells AS covered
    WHERE covered.h3_cell = demand.h3_cell
        AND (demand.category_id IS NULL OR covered.category_id = demand.category_id)
) AS supply
LEFT JOIN analytics.categories AS category ON category.category_id = demand.category_id
WHERE supply.providers <= analytics.thin_coverage()
ORDER BY supply.providers > 0, demand.searches DESC, demand.h3_cell, category.name,
    demand.category_id
