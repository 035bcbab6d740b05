-- Where people searched, and for what category. Filters may name what is no category: these count
-- as one, without a category. Categories are those of the same data version.
CREATE VIEW analytics.search_demand_daily AS
SELECT
    demand.day,
    demand.h3_cell,
    demand.district,
    category.category_id,
    sum(demand.searches)::bigint AS searches,
    sum(demand.zero_results)::bigint AS zero_results,
    sum(demand.unclicked)::bigint AS unclicked,
    hll_union_agg(demand.customers) AS customers
FROM rollup.search_demand AS demand
LEFT JOIN analytics.categories AS category ON category.category_id = demand.category
GROUP BY demand.day, demand.h3_cell, demand.district, category.category_id;

COMMENT ON VIEW analytics.search_demand_daily IS
    'Searches by day, map cell, district and category.';
