-- Forget the cells of providers that are gone or whose service area changed.
-- Params: providers text[] or NULL (all of them)
DELETE FROM etl.service_area_cells AS known
WHERE (%(providers)s::text[] IS NULL OR known.provider_id = ANY (%(providers)s))
AND NOT EXISTS (
    SELECT
    FROM public.provider_profiles AS provider
    WHERE provider.id = known.provider_id
        AND etl.service_area_hash(provider.service_areas, provider.service_area) = known.area_hash
)
