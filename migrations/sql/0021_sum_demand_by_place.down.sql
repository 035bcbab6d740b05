DROP VIEW analytics.place_demand_daily;
DROP VIEW analytics.searched_places;
DROP FUNCTION rollup.compute_place_demand;
DROP FUNCTION rollup.number_searched_places;
DROP TABLE rollup.place_demand;
DROP TABLE rollup.searched_places;
