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

-- The number that an H3 index is written for.
CREATE FUNCTION geo.h3_number(cell text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('x' || lpad(cell, 16, '0'))::bit(64)::bigint;

-- It holds its resolution in bits 52-55 and fifteen digits of three bits below bit 45; the parent
-- has the smaller resolution and sevens for the digits that it does not use.
CREATE FUNCTION geo.h3_parent_number(cell bigint, resolution integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN cell & ~(15::bigint << 52)
    | (resolution::bigint << 52)
    | ((1::bigint << (3 * (15 - resolution))) - 1);

CREATE FUNCTION geo.h3_parent(cell text, resolution integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN resolution BETWEEN 0 AND (geo.h3_number(cell) >> 52 & 15)
    THEN to_hex(geo.h3_parent_number(geo.h3_number(cell), resolution))
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

CREATE FUNCTION geo.state_outline() RETURNS geometry
LANGUAGE sql STABLE PARALLEL SAFE
-- A tenth of a degree is ten kilometres: wider than any map cell of a point in the state, so that
-- what is left out further away changes nothing in it.
RETURN (
    SELECT ST_Buffer(ST_ConvexHull(ST_Collect(boundary)), 0.1, 'join=mitre') FROM geo.districts
);

COMMENT ON FUNCTION geo.state_outline() IS
    'The convex hull of all districts and 0.1 degrees around it: as far as service areas count.';

CREATE FUNCTION etl.service_area_hash(areas jsonb, polygon geometry) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN md5(COALESCE(areas::text, '') || '|' || COALESCE(encode(ST_AsEWKB(polygon), 'hex'), ''));

COMMENT ON FUNCTION etl.service_area_hash(jsonb, geometry) IS
    'Fingerprint of provider_profiles.service_areas and service_area; see etl.service_area_cells.';
