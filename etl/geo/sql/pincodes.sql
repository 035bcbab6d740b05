-- Load geo.pincodes: each pincode with its district, and as its area the Voronoi cell of its
-- centroid clipped to the state. Pincodes with the same centroid share one area.
-- Params: pincodes, offices, h3_cells text[]; lats, lngs double precision[]
INSERT INTO geo.pincodes (pincode, office, district, lat, lng, centroid, area, h3_cell)
WITH place AS MATERIALIZED (
    SELECT given.*, ST_SetSRID(ST_MakePoint(lng, lat), 4326) AS centroid
    FROM unnest(
        CAST(%(pincodes)s AS text[]),
        CAST(%(offices)s AS text[]),
        CAST(%(lats)s AS double precision[]),
        CAST(%(lngs)s AS double precision[]),
        CAST(%(h3_cells)s AS text[])
    ) AS given (pincode, office, lat, lng, h3_cell)
),
nearest AS MATERIALIZED (
    SELECT cell.path[1] AS number, cell.geom AS shape
    FROM (SELECT ST_Collect(DISTINCT centroid) AS centroids FROM place) AS place
    CROSS JOIN (SELECT ST_Collect(boundary) AS boundary FROM geo.districts) AS state
    CROSS JOIN LATERAL ST_Dump(
        ST_VoronoiPolygons(place.centroids, 0, ST_Envelope(state.boundary))
    ) AS cell
),
-- District by district, which is faster than with the whole state at once.
clipped AS MATERIALIZED (
    SELECT
        nearest.number,
        ST_Multi(ST_CollectionExtract(
            ST_Union(ST_Intersection(district.boundary, nearest.shape)), 3
        )) AS area
    FROM nearest
    JOIN geo.districts AS district ON ST_Intersects(district.boundary, nearest.shape)
    GROUP BY nearest.number
)
SELECT
    place.pincode,
    place.office,
    geo.district_of(place.centroid),
    place.lat,
    place.lng,
    place.centroid,
    clipped.area,
    place.h3_cell
FROM place
JOIN nearest ON nearest.shape && place.centroid AND ST_Covers(nearest.shape, place.centroid)
JOIN clipped ON clipped.number = nearest.number
