-- Providers based in each district now, and the searches made there in the period: all (demand),
-- those that nobody of the searched category covers (unmet), and those that few providers cover
-- (thin). A search that names no category is served by any provider.
-- Of some sub-categories: providers that offer any of them, and searches that name one, covered by
-- who offers it.
-- Params: start and end date (inclusive), category, sub_category and district text[] or NULL
-- Grain:  one row per district, and `Unknown` for places outside them where there is anything
-- Reads:  analytics.demand_by_district, analytics.provider_directory, geo.districts
-- Right:  LOOK
WITH searched AS (
    SELECT
        district,
        sum(searches) AS demand,
        sum(unmet_searches) AS unmet_demand,
        sum(thin_searches) AS thin_demand
    FROM analytics.demand_by_district(
        CAST(:start AS date), CAST(:end AS date), CAST(:sub_category AS text[])
    )
    WHERE (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
    GROUP BY district
),
based AS (
    SELECT
        district,
        count(*) AS providers,
        count(*) FILTER (WHERE aadhaar_verified) AS verified_providers
    FROM analytics.provider_directory
    WHERE is_active AND profile_status = 'APPROVED'
        AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (
            CAST(:sub_category AS text[]) IS NULL
            OR sub_category_ids && CAST(:sub_category AS text[])
        )
    GROUP BY district
),
named AS (
    SELECT district FROM geo.districts
    UNION
    SELECT district FROM searched
    UNION
    SELECT district FROM based
)
SELECT
    district,
    COALESCE(based.providers, 0) AS providers,
    COALESCE(based.verified_providers, 0) AS verified_providers,
    COALESCE(searched.demand, 0)::bigint AS demand,
    COALESCE(searched.unmet_demand, 0)::bigint AS unmet_demand,
    COALESCE(searched.thin_demand, 0)::bigint AS thin_demand,
    COALESCE(searched.demand, 0) / based.providers::numeric AS demand_per_provider
FROM named
LEFT JOIN based USING (district)
LEFT JOIN searched USING (district)
WHERE CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[]))
ORDER BY district = 'Unknown', district
