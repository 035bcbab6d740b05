-- Providers that count for coverage now: active, approved and with an area; see
-- rollup.serving_providers.
CREATE FUNCTION rollup.compute_serving_providers(provider_ids text[])
RETURNS SETOF rollup.serving_providers
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        provider.id AS provider_id,
        provider.category_id,
        provider.aadhaar_verified,
        served.cells_hash,
        served.blocks,
        provider.reputation_score
    FROM public.provider_profiles AS provider
    JOIN etl.service_area_cells AS served ON served.provider_id = provider.id
    WHERE provider.id = ANY (provider_ids)
        AND provider.is_active AND provider.profile_status = 'APPROVED' AND served.cells <> '{}';
END;
