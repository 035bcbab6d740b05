-- Who a provider is, how it stands, and what of it is verified.
-- Params: provider text
-- Grain:  one row, or none
-- Reads:  analytics.provider_directory
-- Right:  ROWS; REVIEW: reputation_score, current_score, reputation_mode
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
    last_active_day
FROM analytics.provider_directory
WHERE provider_id = CAST(:provider AS text)
