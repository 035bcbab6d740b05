-- Load geo.districts from a GeoJSON feature collection, as a partition of the state.
-- The source's neighbours overlap in slivers or leave slivers between them. Cut the state into the
-- faces of all borders, give each face to one district (covered by several: the smallest code;
-- by none: the one with the longest common border), and join the faces of each district again.
-- Params: features text (the GeoJSON file)
INSERT INTO geo.districts (lgd_code, district, boundary)
WITH source AS MATERIALIZED (
    SELECT
        (feature -> 'properties' ->> 'lgd_code')::integer AS lgd_code,
        feature -> 'properties' ->> 'district' AS district,
        ST_GeomFromGeoJSON(feature -> 'geometry') AS boundary
    FROM jsonb_array_elements(CAST(%(features)s AS jsonb) -> 'features') AS feature
),
border AS (
    SELECT ST_UnaryUnion(ST_Collect(ST_Boundary(boundary))) AS lines FROM source
),
face AS MATERIALIZED (
    SELECT part.geom AS shape, ST_PointOnSurface(part.geom) AS inside
    FROM (SELECT ST_Polygonize(lines) AS faces FROM border) AS polygonized
    CROSS JOIN LATERAL ST_Dump(polygonized.faces) AS part
)
SELECT source.lgd_code, source.district, ST_Multi(ST_Union(face.shape))
FROM face
CROSS JOIN LATERAL (
    SELECT nearby.lgd_code
    FROM source AS nearby
    WHERE ST_Intersects(nearby.boundary, face.shape)
    ORDER BY
        ST_Covers(nearby.boundary, face.inside) DESC,
        CASE WHEN NOT ST_Covers(nearby.boundary, face.inside) THEN
            ST_Length(ST_Intersection(ST_Boundary(nearby.boundary), ST_Boundary(face.shape)))
        END DESC,
        nearby.lgd_code
    LIMIT 1
) AS owner
JOIN source ON source.lgd_code = owner.lgd_code
GROUP BY source.lgd_code, source.district
