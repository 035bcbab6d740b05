-- What to recruit where: districts and searched categories with searches that nobody covers, or
-- that few providers cover. Searches that name no category have none here.
-- Params: start and end date (inclusive), category and district text[] or NULL
-- Grain:  one row per district and category with a gap, the largest gap first, `Unknown` (outside
--         the districts, where nobody is recruited) last
-- Reads:  searched_by_cell, analytics.coverage_cells, analytics.categories
WITH demand AS (
    SELECT
        district,
        category_id,
        geo.h3_parent(h3_cell, 8) AS cell,
        sum(searches) AS searches
    FROM searched_by_cell
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
    GROUP BY 1, 2, 3
),
gaps AS (
    SELECT
        demand.district,
        demand.category_id,
        sum(demand.searches) AS demand,
        COALESCE(sum(demand.searches) FILTER (WHERE supply.providers = 0), 0) AS unmet_demand,
        COALESCE(
            sum(demand.searches) FILTER (
                WHERE supply.providers BETWEEN 1 AND analytics.thin_coverage()
            ),
            0
        ) AS thin_demand
    FROM demand
    CROSS JOIN LATERAL (
        SELECT COALESCE(sum(covered.providers), 0) AS providers
        FROM analytics.coverage_cells AS covered
        WHERE covered.h3_cell = demand.cell
            AND (demand.category_id IS NULL OR covered.category_id = demand.category_id)
    ) AS supply
    GROUP BY demand.district, demand.category_id
)
SELECT
    gaps.district,
    gaps.category_id,
    category.name AS category,
    gaps.demand::bigint AS demand,
    gaps.unmet_demand::bigint AS unmet_demand,
    gaps.thin_demand::bigint AS thin_demand
FROM gaps
LEFT JOIN analytics.categories AS category ON category.category_id = gaps.category_id
WHERE gaps.unmet_demand + gaps.thin_demand > 0
ORDER BY
    gaps.district = 'Unknown', gaps.unmet_demand DESC, gaps.thin_demand DESC, gaps.district,
    category.name, gaps.category_id
