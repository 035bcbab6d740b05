-- One table of checksums for all rollups; categories are a rollup like the others; the block of a
-- map cell is read off its name. The next refresh makes everything anew.
CREATE TABLE rollup.unit_checksums (
    object text NOT NULL,
    unit text NOT NULL,
    rows bigint NOT NULL,
    checksum numeric NOT NULL,
    CONSTRAINT unit_checksums_pkey PRIMARY KEY (object, unit)
);
DROP TABLE rollup.day_checksums, rollup.provider_checksums, rollup.coverage_checksums;

CREATE TABLE rollup.categories AS
SELECT category_id, name, name_hi, name_ur, slug, icon, is_active, sort_order
FROM analytics.categories;
ALTER TABLE rollup.categories ADD CONSTRAINT categories_pkey PRIMARY KEY (category_id);
DROP MATERIALIZED VIEW analytics.categories;

ALTER TABLE rollup.coverage_cells DROP COLUMN block;
CREATE INDEX coverage_cells_block ON rollup.coverage_cells (left(h3_cell, 8));

INSERT INTO etl.dirty_days (source) VALUES ('bookings'), ('search_logs');
