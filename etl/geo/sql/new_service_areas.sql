-- Service areas of the providers that etl.service_area_cells does not hold, in well-formed parts:
-- circles that reach the state, its pincodes, and what of a polygon lies in it.
-- Params: providers text[] or NULL (all of them)
-- Returns: provider_id, area_hash, shape (as text), cut, outline (WKB of the state),
--          circles (array of [lat, lng, km]), pincodes (array of WKB), polygon (WKB or NULL)
WITH state AS MATERIALIZED (SELECT geo.state_outline() AS outline)
SELECT
    provider.id AS provider_id,
    etl.service_area_hash(provider.service_areas, provider.service_area) AS area_hash,
    etl.service_area_shape(
        provider.service_areas, provider.service_area, state.outline
    )::text AS shape,
    etl.service_area_cut(provider.service_areas, provider.service_area, state.outline) AS cut,
    ST_AsBinary(state.outline) AS outline,
    ARRAY(
        SELECT ARRAY[ST_Y(circle.centre), ST_X(circle.centre), circle.km]
        FROM etl.counted_circles(provider.service_areas, state.outline) AS circle
    ) AS circles,
    ARRAY(
        SELECT ST_AsBinary(pincode.area)
        FROM etl.service_pincodes(provider.service_areas) AS named
        JOIN geo.pincodes AS pincode ON pincode.pincode = named
    ) AS pincodes,
    ST_AsBinary(
        etl.within_state(etl.service_polygon(provider.service_area), state.outline)
    ) AS polygon
FROM public.provider_profiles AS provider
CROSS JOIN state
WHERE (%(providers)s::text[] IS NULL OR provider.id = ANY (%(providers)s))
AND NOT EXISTS (
    SELECT FROM etl.service_area_cells AS known WHERE known.provider_id = provider.id
)
