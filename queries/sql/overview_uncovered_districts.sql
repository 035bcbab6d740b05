-- Districts where people searched but into which no active, approved provider's area reaches.
-- Params: start and end date (inclusive), category, district text or NULL
-- Grain:  one row per such district, the most searched first
-- Reads:  analytics.search_stats_daily, geo.districts, analytics.provider_directory
WITH searched AS (
    SELECT district, sum(searches)::bigint AS searches, sum(zero_results)::bigint AS zero_results
    FROM analytics.search_stats_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:district AS text) IS NULL OR district = CAST(:district AS text))
    GROUP BY district
)
SELECT searched.district, searched.searches, searched.zero_results
FROM searched
JOIN geo.districts AS place ON place.district = searched.district
WHERE NOT EXISTS (
    SELECT
    FROM analytics.provider_directory AS provider
    WHERE provider.is_active
        AND provider.profile_status = 'APPROVED'
        AND (CAST(:category AS text) IS NULL OR provider.category_id = CAST(:category AS text))
        AND ST_Intersects(provider.service_area, place.boundary)
)
ORDER BY searched.searches DESC, searched.district
