-- Who a provider is, how it stands, and what of it is verified.
-- Params: provider text
-- Grain:  one row, or none; sub_categories is NULL for a provider without any
-- Reads:  analytics.provider_directory, analytics.sub_categories
-- Right:  ROWS; REVIEW: reputation_score, current_score, reputation_mode
SELECT
    provider_id,
    name,
    business_name,
    category,
    (
        SELECT string_agg(kind.name, ', ' ORDER BY kind.sort_order, kind.name, sub_category_id)
        FROM analytics.sub_categories AS kind
        WHERE kind.sub_category_id = ANY (provider.sub_category_ids)
    ) AS sub_categories,
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
FROM analytics.provider_directory AS provider
WHERE provider_id = CAST(:provider AS text)
