-- Providers of a standing that have a place on the map.
-- Params: standing text, is_active boolean, category, sub_category and district text[],
--         each or NULL
-- Grain:  one row per provider, the best reputation first
-- Reads:  analytics.provider_directory
-- Right:  REVIEW
SELECT
    provider_id,
    COALESCE(business_name, name) AS name,
    category,
    district,
    aadhaar_verified AS verified,
    reputation_score,
    h3_cell
FROM analytics.provider_directory
WHERE h3_cell IS NOT NULL
    AND (CAST(:standing AS text) IS NULL OR profile_status = CAST(:standing AS text))
    AND (CAST(:is_active AS boolean) IS NULL OR is_active = CAST(:is_active AS boolean))
    AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
    AND (
        CAST(:sub_category AS text[]) IS NULL
        OR sub_category_ids && CAST(:sub_category AS text[])
    )
    AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
ORDER BY reputation_score DESC, provider_id
