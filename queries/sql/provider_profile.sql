-- Who a provider is: its place, standing and verification, and its service area as GeoJSON.
-- Params: provider text
-- Grain:  one row, or none
-- Reads:  analytics.provider_directory
SELECT
    provider_id,
    name,
    business_name,
    category,
    district,
    pincode,
    profile_status,
    is_active,
    aadhaar_verified,
    background_verified,
    average_rating,
    completed_jobs,
    reputation_score,
    current_score,
    reputation_mode,
    joined_day,
    last_active_day,
    h3_cell,
    ST_AsGeoJSON(ST_SimplifyPreserveTopology(service_area, 0.0005), 5) AS service_area
FROM analytics.provider_directory
WHERE provider_id = CAST(:provider AS text)
