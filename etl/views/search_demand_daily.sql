-- Where people searched, and for what category: searches by day, map cell, district of the search
-- point (a cell on a border has two; `Unknown` outside) and category. `customers` is a sketch of
-- the people (the user, else the session), so that cells with few of them can be hidden.
CREATE MATERIALIZED VIEW analytics.search_demand_daily AS
SELECT
    day,
    h3_cell,
    district,
    category_id,
    count(*) AS searches,
    count(*) FILTER (WHERE is_zero_result) AS zero_results,
    count(*) FILTER (WHERE NOT is_clicked) AS unclicked,
    hll_add_agg(hll_hash_text(COALESCE(user_id, session_id)), 14) AS customers
FROM etl.located_searches
WHERE h3_cell IS NOT NULL
GROUP BY day, h3_cell, district, category_id;

CREATE UNIQUE INDEX search_demand_daily_key
    ON analytics.search_demand_daily (day, h3_cell, district, category_id) NULLS NOT DISTINCT;
COMMENT ON MATERIALIZED VIEW analytics.search_demand_daily IS
    'Searches by day, map cell, district and category.';
