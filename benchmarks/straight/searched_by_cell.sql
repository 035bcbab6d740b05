-- Searches by day, map cell (resolution 9), district and category of the same data version, with
-- the sketch of their customers that no reader sees: for the owner, who measures.
CREATE TEMPORARY VIEW searched_by_cell AS
SELECT
    demand.day,
    demand.h3_cell,
    demand.district,
    category.category_id,
    demand.searches,
    demand.customers
FROM rollup.search_demand AS demand
LEFT JOIN analytics.categories AS category ON category.category_id = demand.category
