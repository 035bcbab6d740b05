-- Where people searched, and for what category. Filters may name what is no category: these count
-- as one, without a category. Categories are those of the same data version. Cells of few customers
-- are shown together, by district, without a cell.
CREATE VIEW analytics.search_demand_daily WITH (security_barrier) AS
SELECT
    known.day,
    known.h3_cell,
    known.district,
    known.category_id,
    sum(known.searches)::bigint AS searches,
    sum(known.zero_results)::bigint AS zero_results,
    sum(known.unclicked)::bigint AS unclicked
FROM (
    SELECT
        day, district, category_id, searches, zero_results, unclicked,
        CASE
            -- So few searches are of few customers, whoever they are.
            WHEN searches < (SELECT analytics.few_customers()) THEN NULL
            WHEN etl.are_few(customers, (SELECT analytics.few_customers())) THEN NULL
            ELSE h3_cell
        END AS h3_cell
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
    ) AS summed
) AS known
GROUP BY known.day, known.h3_cell, known.district, known.category_id;

COMMENT ON VIEW analytics.search_demand_daily IS
    'Searches by day, map cell, district and category; cells of few customers together.';
