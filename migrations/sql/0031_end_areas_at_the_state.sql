-- A service area counts as far as the state, and what of it does not count is said. Cells are found
-- by block and category; nobody looks up any more who serves a cell.

ALTER TABLE etl.service_area_cells ADD COLUMN cut text;

DROP INDEX etl.service_area_cells_cells;

DROP INDEX rollup.coverage_cells_block;

CREATE INDEX coverage_cells_block ON rollup.coverage_cells (block, category_id);

-- All areas are computed anew.
INSERT INTO etl.dirty_days (source) VALUES ('pincodes');
