-- Searches by day and place: analytics.search_demand_daily summed up to analytics.searched_places.
CREATE VIEW analytics.place_demand_daily AS
SELECT day, place_id, searches, customers
FROM rollup.place_demand;

COMMENT ON VIEW analytics.place_demand_daily IS
    'Searches by day and place; see analytics.searched_places.';
