-- Service areas of providers of a standing as GeoJSON shapes, simplified to `tolerance` degrees for
-- the screen: of one provider, or of the `most_areas` with the best reputation.
-- Params: standing text, is_active boolean, category, sub_category and district text[],
--         provider text, each or NULL, tolerance float, most_areas integer
-- Grain:  one row per provider with a service area, the best reputation first
-- Reads:  analytics.provider_directory
-- Right:  REVIEW
SELECT
    provider_id,
    COALESCE(business_name, name) AS name,
    category,
    district,
    aadhaar_verified AS verified,
    reputation_score,
    ST_AsGeoJSON(
        ST_SimplifyPreserveTopology(service_area, CAST(:tolerance AS double precision)), 4
    ) AS service_area
FROM analytics.provider_directory
WHERE service_area IS NOT NULL
    AND (CAST(:standing AS text) IS NULL OR profile_status = CAST(:standing AS text))
    AND (CAST(:is_active AS boolean) IS NULL OR is_active = CAST(:is_active AS boolean))
    AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
    AND (
        CAST(:sub_category AS text[]) IS NULL
        OR sub_category_ids && CAST(:sub_category AS text[])
    )
    AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
    AND (CAST(:provider AS text) IS NULL OR provider_id = CAST(:provider AS text))
ORDER BY reputation_score DESC, provider_id
LIMIT CAST(:most_areas AS integer)
