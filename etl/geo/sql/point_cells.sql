-- Add points to etl.point_cells, with the district each of them lies in.
-- Params: lats, lngs double precision[]; h3_cells text[]
INSERT INTO etl.point_cells (lat, lng, h3_cell, district)
SELECT lat, lng, h3_cell, geo.district_of(ST_SetSRID(ST_MakePoint(lng, lat), 4326))
FROM unnest(
    CAST(%(lats)s AS double precision[]),
    CAST(%(lngs)s AS double precision[]),
    CAST(%(h3_cells)s AS text[])
) AS point (lat, lng, h3_cell)
