-- The cells of each provider, as they were counted. Where areas are computed anew there are none to
-- keep, and the next refresh of coverage counts everything.
CREATE TABLE rollup.served_cells (
    provider_id text CONSTRAINT served_cells_pkey PRIMARY KEY,
    cells text[] NOT NULL
);

INSERT INTO rollup.served_cells (provider_id, cells)
SELECT provider_id, area.cells
FROM rollup.serving_providers
JOIN etl.service_area_cells AS area USING (provider_id, cells_hash);
