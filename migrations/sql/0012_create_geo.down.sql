DROP FUNCTION geo.district_of;
DROP FUNCTION geo.h3_parent;
DROP FUNCTION geo.json_point;
DROP TABLE etl.service_area_cells;
DROP TABLE etl.point_cells;
DROP TABLE geo.pincodes;
DROP TABLE geo.districts;
