-- Service areas as shapes.

-- A circle on the ellipsoid, as a polygon of 64 corners.
CREATE FUNCTION etl.geodesic_circle(centre geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT ST_MakePolygon(ST_AddPoint(ring.line, ST_StartPoint(ring.line)))
    FROM (
        SELECT ST_MakeLine(
            ST_Project(centre::geography, metres, radians(360.0 * corner / 64))::geometry
            ORDER BY corner
        ) AS line
        FROM generate_series(0, 63) AS corner
    ) AS ring
);

-- The well-formed circles of a service area, as listed, and how many entries say the same.
CREATE FUNCTION etl.service_circles(areas jsonb)
RETURNS TABLE (centre geometry, km double precision, entries bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT circle.centre, circle.km, count(*)
    FROM (
        SELECT
            geo.json_point(entry) AS centre,
            round(radius::numeric, 20)::double precision AS km,
            number
        FROM jsonb_path_query(areas, 'lax $[*] ? (@.type == "radius")', '{}', true)
            WITH ORDINALITY AS listed (entry, number)
        CROSS JOIN LATERAL jsonb_path_query(
            entry, 'strict $.radiusKm ? (@ > 0 && @ <= 200)', '{}', true
        ) AS radius
    ) AS circle
    WHERE circle.centre IS NOT NULL
    GROUP BY circle.centre, circle.km
    ORDER BY min(circle.number);
END;

-- Those that reach the state, the first twenty of them: nobody has as many places to start from.
CREATE FUNCTION etl.counted_circles(areas jsonb, state geometry)
RETURNS TABLE (centre geometry, km double precision, entries bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT circle.centre, circle.km, circle.entries
    FROM etl.service_circles(areas) AS circle
    WHERE ST_DWithin(circle.centre::geography, state::geography, circle.km * 1000)
    LIMIT 20;
END;

-- The pincodes that a service area names, each once; also written as numbers.
CREATE FUNCTION etl.service_pincodes(areas jsonb) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT DISTINCT named #>> '{}'
    FROM jsonb_path_query(
        areas, 'lax $[*] ? (@.type == "pincodes").pincodes[*]', '{}', true
    ) AS named
    WHERE jsonb_typeof(named) IN ('string', 'number');
END;

-- What of a shape lies in the state, as polygons; NULL when nothing does. (No NULLIF of geometries:
-- pg_dump cannot write which = is meant, and the function would be missing where a dump is read.)
CREATE FUNCTION etl.within_state(shape geometry, state geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN ST_CoveredBy(shape, state) THEN ST_Multi(shape)
    WHEN ST_Intersects(shape, state)
    THEN (
        SELECT part.shape
        FROM (
            SELECT ST_Multi(ST_CollectionExtract(ST_Intersection(shape, state), 3))
        ) AS part (shape)
        WHERE NOT ST_IsEmpty(part.shape)
    )
END;

-- The polygon of a service area, NULL where it is none: it crosses itself, leaves the globe, or is
-- wider than half of it, as one over the antimeridian is.
CREATE FUNCTION etl.service_polygon(polygon geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN ST_XMin(polygon) >= -180 AND ST_XMax(polygon) <= 180
        AND ST_YMin(polygon) >= -90 AND ST_YMax(polygon) <= 90
        AND ST_XMax(polygon) - ST_XMin(polygon) <= 180
        AND ST_IsValid(polygon)
    THEN polygon
END;

-- A shape moved as it is so that its middle lies on a grid of 0.005 degrees (about 0.5 km): the
-- middle of a provider's circle, often of its polygon too, is where the provider lives.
CREATE FUNCTION etl.off_home(shape geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT ST_Translate(
        shape,
        round(ST_X(middle) / 0.005) * 0.005 - ST_X(middle),
        round(ST_Y(middle) / 0.005) * 0.005 - ST_Y(middle)
    )
    FROM (SELECT ST_Centroid(shape) AS middle OFFSET 0) AS found
);

-- A service area in the state as one shape to be shown: geodesic circles and its own polygon, each
-- moved off home, and the areas of its pincodes. Which cells it covers is counted where it really
-- is. Entries that are not well formed are left out; NULL when nothing is left.
CREATE FUNCTION etl.service_area_shape(areas jsonb, polygon geometry, state geometry)
RETURNS geometry
LANGUAGE sql STABLE PARALLEL SAFE
-- The planner guesses thousands of rows, and would compile each call for 35 ms.
SET jit = off
RETURN (
    SELECT etl.within_state(ST_CollectionExtract(ST_Union(part.shape), 3), state)
    FROM (
        SELECT etl.geodesic_circle(etl.off_home(circle.centre), circle.km * 1000)
        FROM etl.counted_circles(areas, state) AS circle
        UNION ALL
        SELECT pincode.area
        FROM etl.service_pincodes(areas) AS named
        JOIN geo.pincodes AS pincode ON pincode.pincode = named
        UNION ALL
        SELECT etl.within_state(etl.off_home(etl.service_polygon(polygon)), state)
    ) AS part (shape)
);

-- What of a service area does not count, in words; NULL when all of it does.
CREATE FUNCTION etl.service_area_cut(areas jsonb, polygon geometry, state geometry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET jit = off
RETURN (
    SELECT NULLIF(concat_ws(
        '; ',
        CASE WHEN listed.entries > circle.entries + listed.of_pincodes
            THEN format(
                '%s of %s entries cannot be read',
                listed.entries - circle.entries - listed.of_pincodes, listed.entries
            ) END,
        CASE WHEN pincode.unknown > 0
            THEN format('%s of %s pincodes are not known', pincode.unknown, pincode.named) END,
        CASE WHEN drawn.unread THEN 'its polygon cannot be read' END,
        CASE WHEN circle.reaching > counted.circles
            THEN format('%s of %s circles are too many', circle.reaching - counted.circles,
                circle.reaching) END,
        CASE WHEN circle.leaves OR drawn.leaves THEN 'it leaves the state' END
    ), '')
    FROM (
        SELECT
            count(*) FILTER (WHERE jsonb_typeof(entry) <> 'null') AS entries,
            count(*) FILTER (
                WHERE entry @? 'lax $ ? (@.type == "pincodes" && exists (@.pincodes[*]))'
            ) AS of_pincodes
        FROM jsonb_path_query(areas, 'lax $[*]', '{}', true) AS entry
    ) AS listed
    CROSS JOIN (
        SELECT
            COALESCE(sum(entries), 0) AS entries,
            count(*) FILTER (
                WHERE ST_DWithin(centre::geography, state::geography, km * 1000)
            ) AS reaching,
            COALESCE(bool_or(
                NOT ST_Covers(state, centre)
                OR ST_DWithin(centre::geography, ST_Boundary(state)::geography, km * 1000)
            ), false) AS leaves
        FROM etl.service_circles(areas)
    ) AS circle
    CROSS JOIN (
        SELECT count(*) AS circles FROM etl.counted_circles(areas, state)
    ) AS counted
    CROSS JOIN (
        SELECT count(*) AS named, count(*) - count(known.pincode) AS unknown
        FROM etl.service_pincodes(areas) AS named
        LEFT JOIN geo.pincodes AS known ON known.pincode = named
    ) AS pincode
    CROSS JOIN (
        SELECT
            NOT ST_IsEmpty(polygon) AND etl.service_polygon(polygon) IS NULL AS unread,
            NOT ST_CoveredBy(etl.service_polygon(polygon), state) AS leaves
    ) AS drawn
);
