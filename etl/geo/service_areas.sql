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

-- A service area as one shape to be shown: geodesic circles and its own polygon, each moved off
-- home, and the areas of its pincodes. Which cells it covers is counted where it really is.
-- Entries that are not well formed are left out; NULL when nothing is left.
CREATE FUNCTION etl.service_area_shape(areas jsonb, polygon geometry) RETURNS geometry
LANGUAGE sql STABLE PARALLEL SAFE
-- The planner guesses thousands of rows, and would compile each call for 35 ms.
SET jit = off
RETURN (
    SELECT ST_Multi(ST_CollectionExtract(ST_Union(part.shape), 3))
    FROM (
        SELECT etl.geodesic_circle(
            etl.off_home(geo.json_point(circle)), round(radius::numeric, 20)::double precision * 1000
        )
        FROM jsonb_path_query(areas, 'lax $[*] ? (@.type == "radius")', '{}', true) AS circle
        CROSS JOIN LATERAL jsonb_path_query(
            circle, 'strict $.radiusKm ? (@ > 0 && @ <= 200)', '{}', true
        ) AS radius
        WHERE geo.json_point(circle) IS NOT NULL
        UNION ALL
        SELECT pincode.area
        FROM jsonb_path_query(areas, 'lax $[*] ? (@.type == "pincodes").pincodes[*]', '{}', true)
            AS served
        JOIN geo.pincodes AS pincode ON pincode.pincode = served #>> '{}'
        UNION ALL
        SELECT etl.off_home(polygon)
        WHERE ST_IsValid(polygon)
    ) AS part (shape)
);
