-- Providers based in each district now, and the searches made there in the period: all (demand),
-- those that nobody of the searched category covers (unmet), and those that few providers cover
-- (thin). A search that names no category is served by any provider.
-- Params: start and end date (inclusive), category and district text[] or NULL
-- Grain:  one row per district, and `Unknown` for places outside them where there is anything
-- Reads:  searched_by_cell, analytics.coverage_cells, analytics.provider_directory,
--         geo.districts
WITH demand AS (
    SELECT
        district,
        category_id,
        geo.h3_parent(h3_cell, 8) AS cell,
        sum(searches) AS searches
    FROM searched_by_cell
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
    GROUP BY 1, 2, 3
),
searched AS (
    SELECT
        demand.district,
        sum(demand.searches) AS demand,
        sum(demand.searches) FILTER (WHERE supply.providers = 0) AS unmet_demand,
        sum(demand.searches) FILTER (
            WHERE supply.providers BETWEEN 1 AND analytics.thin_coverage()
        ) AS thin_demand
    FROM demand
    CROSS JOIN LATERAL (
        SELECT COALESCE(sum(covered.providers), 0) AS providers
        FROM analytics.coverage_cells AS covered
        WHERE covered.h3_cell = demand.cell
            AND (demand.category_id IS NULL OR covered.category_id = demand.category_id)
    ) AS supply
    GROUP BY demand.district
),
based AS (
    SELECT
        district,
        count(*) AS providers,
        count(*) FILTER (WHERE aadhaar_verified) AS verified_providers
    FROM analytics.provider_directory
    WHERE is_active AND profile_status = 'APPROVED'
        AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
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
