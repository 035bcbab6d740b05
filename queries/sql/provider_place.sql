-- Where a provider is and works: its map cell, and its service area as GeoJSON.
-- Params: provider text
-- Grain:  one row, or none
-- Reads:  analytics.provider_directory
-- Right:  REVIEW
SELECT
    provider_id,
    name,
    district,
    h3_cell,
    ST_AsGeoJSON(ST_SimplifyPreserveTopology(service_area, 0.0005), 5) AS service_area
FROM analytics.provider_directory
WHERE provider_id = CAST(:provider AS text)
