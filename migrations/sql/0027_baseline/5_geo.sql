-- The state of 0027: districts, pincodes, and where points and service areas lie.

CREATE TABLE geo.districts (
    lgd_code integer PRIMARY KEY,
    district text NOT NULL UNIQUE,
    boundary geometry(MultiPolygon, 4326) NOT NULL
);

CREATE INDEX districts_boundary ON geo.districts USING gist (boundary);

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

COMMENT ON COLUMN geo.pincodes.area IS
    'Voronoi cell of the centroid (in degrees), clipped to the state; shared by pincodes with the '
    'same centroid. An approximation, as true boundaries are not public.';

CREATE TABLE geo.reference_data (
    fingerprint text PRIMARY KEY,
    districts integer NOT NULL,
    pincodes integer NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE etl.point_cells (
    lat double precision NOT NULL,
    lng double precision NOT NULL,
    h3_cell text NOT NULL,
    district text,
    PRIMARY KEY (lat, lng)
);

CREATE TABLE etl.location_cells (
    location jsonb NOT NULL,
    h3_cell text NOT NULL,
    district text,
    CONSTRAINT location_cells_key EXCLUDE USING hash (location WITH =)
);

CREATE TABLE etl.service_area_cells (
    provider_id text PRIMARY KEY,
    area_hash text NOT NULL,
    cells text[] NOT NULL,
    cells_hash text NOT NULL,
    blocks text[] NOT NULL,
    shape geometry
);

CREATE INDEX service_area_cells_cells ON etl.service_area_cells USING gin (cells);

COMMENT ON COLUMN etl.service_area_cells.blocks IS
    'In which blocks the cells lie; see rollup.block_of_cell.';

