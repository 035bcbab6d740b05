-- Districts into which no active, approved provider's area reaches.
-- Params: category text or NULL
-- Grain:  one row per such district
-- Reads:  geo.districts, analytics.provider_directory
-- Right:  LOOK
SELECT place.district
FROM geo.districts AS place
WHERE NOT EXISTS (
    SELECT
    FROM analytics.provider_directory AS provider
    WHERE provider.is_active
        AND provider.profile_status = 'APPROVED'
        AND (CAST(:category AS text) IS NULL OR provider.category_id = CAST(:category AS text))
        AND ST_Intersects(provider.service_area, place.boundary)
)
ORDER BY place.district
