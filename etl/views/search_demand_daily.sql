-- Where people searched, and for what category. Filters may name what is no category: these count
-- as one, without a category. Categories are those of the same data version.
CREATE VIEW analytics.search_demand_daily AS
SELECT
    day,
    h3_cell,
    district,
    category_id,
    searches,
    zero_results,
    unclicked,
    -- A sketch alone is what the union of it would be, without the work and the memory.
    CASE WHEN cardinality(customers) = 1
        THEN customers[1]
        ELSE (SELECT hll_union_agg(sketch) FROM unnest(customers) AS sketch)
    END AS customers
FROM (
    SELECT
        demand.day,
        demand.h3_cell,
        demand.district,
        category.category_id,
        sum(demand.searches)::bigint AS searches,
        sum(demand.zero_results)::bigint AS zero_results,
        sum(demand.unclicked)::bigint AS unclicked,
        array_agg(demand.customers) AS customers
    FROM rollup.search_demand AS demand
    LEFT JOIN analytics.categories AS category ON category.category_id = demand.category
    GROUP BY demand.day, demand.h3_cell, demand.district, category.category_id
) AS summed;

COMMENT ON VIEW analytics.search_demand_daily IS
    'Searches by day, map cell, district and category.';
