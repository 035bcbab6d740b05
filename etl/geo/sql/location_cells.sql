-- Add locations of searches to etl.location_cells, with the district each of them lies in.
-- Params: locations text[] (JSON); lats, lngs double precision[]; h3_cells text[]
INSERT INTO etl.location_cells (location, h3_cell, district)
SELECT
    location::jsonb,
    h3_cell,
    geo.district_of(ST_SetSRID(ST_MakePoint(lng, lat), 4326))
FROM unnest(
    CAST(%(locations)s AS text[]),
    CAST(%(lats)s AS double precision[]),
    CAST(%(lngs)s AS double precision[]),
    CAST(%(h3_cells)s AS text[])
) AS point (location, lat, lng, h3_cell)
