-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
CREATE MATERIALIZED VIEW analytics.coverage_cells AS
SELECT
    cell.h3_cell,
    provider.category_id,
    count(*) AS providers,
    count(*) FILTER (WHERE provider.aadhaar_verified) AS verified_providers,
    max(provider.reputation_score) AS best_reputation
FROM public.provider_profiles AS provider
JOIN etl.service_area_cells AS area ON area.provider_id = provider.id
CROSS JOIN LATERAL unnest(area.cells) AS cell (h3_cell)
WHERE provider.is_active AND provider.profile_status = 'APPROVED'
GROUP BY cell.h3_cell, provider.category_id;

CREATE UNIQUE INDEX coverage_cells_key ON analytics.coverage_cells (h3_cell, category_id);
COMMENT ON MATERIALIZED VIEW analytics.coverage_cells IS
    'Active, approved providers whose service area covers each map cell.';
