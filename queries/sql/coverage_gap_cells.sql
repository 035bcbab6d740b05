-- Where exactly: places (map cells of resolution 8) and searched categories with searches and no
-- provider, or `thin` at most. Places with fewer than `few` distinct customers are left out.
-- Params: start and end date (inclusive), category and district text or NULL, thin and few integer
-- Grain:  one row per map cell and category with a gap, nobody before few, most searches first
-- Reads:  analytics.place_demand_daily, analytics.searched_places, analytics.categories
WITH searched AS MATERIALIZED (
    SELECT
        place.h3_cell,
        place.district,
        place.category_id,
        place.covering_providers,
        demand.searches,
        demand.customers
    FROM analytics.place_demand_daily AS demand
    JOIN analytics.searched_places AS place USING (place_id)
    WHERE demand.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text) IS NULL OR place.category_id = CAST(:category AS text))
        AND (CAST(:district AS text) IS NULL OR place.district = CAST(:district AS text))
        AND place.covering_providers <= CAST(:thin AS integer)
),
-- So few searches are of few customers; a sketch for each would take longest.
busy AS (
    SELECT h3_cell, category_id
    FROM searched
    GROUP BY h3_cell, category_id
    HAVING sum(searches) >= CAST(:few AS integer)
),
demand AS (
    SELECT
        h3_cell,
        category_id,
        string_agg(DISTINCT district, ', ' ORDER BY district) AS district,
        sum(searches) AS searches,
        covering_providers
    FROM searched
    WHERE (h3_cell, COALESCE(category_id, '')) IN (
        SELECT h3_cell, COALESCE(category_id, '') FROM busy
    )
    GROUP BY h3_cell, category_id, covering_providers
    HAVING hll_cardinality(hll_union_agg(customers)) >= CAST(:few AS integer)
)
SELECT
    demand.h3_cell,
    demand.district,
    demand.category_id,
    category.name AS category,
    demand.searches::bigint AS demand,
    demand.covering_providers
FROM demand
LEFT JOIN analytics.categories AS category ON category.category_id = demand.category_id
ORDER BY demand.covering_providers > 0, demand.searches DESC, demand.h3_cell, category.name,
    demand.category_id
