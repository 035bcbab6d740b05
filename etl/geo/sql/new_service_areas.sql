-- Service areas of the providers that etl.service_area_cells does not hold, in well-formed parts:
-- circles up to 200 km, areas of known pincodes, and a valid polygon up to 1,100 km across (as wide
-- as the state). Anything else in service_areas is left out.
-- Params: providers text[] or NULL (all of them)
-- Returns: provider_id, area_hash, shape (as text), circles (array of [lat, lng, km]),
--          pincodes (array of WKB), polygon (WKB or NULL)
SELECT
    provider.id AS provider_id,
    etl.service_area_hash(provider.service_areas, provider.service_area) AS area_hash,
    etl.service_area_shape(provider.service_areas, provider.service_area)::text AS shape,
    ARRAY(
        SELECT ARRAY[
            ST_Y(centre.point),
            ST_X(centre.point),
            round(radius::numeric, 20)::double precision
        ]
        FROM jsonb_path_query(
            provider.service_areas, 'lax $[*] ? (@.type == "radius")', '{}', true
        ) AS circle
        CROSS JOIN LATERAL (SELECT geo.json_point(circle) AS point) AS centre
        CROSS JOIN LATERAL jsonb_path_query(
            circle, 'strict $.radiusKm ? (@ > 0 && @ <= 200)', '{}', true
        ) AS radius
        WHERE centre.point IS NOT NULL
    ) AS circles,
    ARRAY(
        SELECT ST_AsBinary(pincode.area)
        FROM jsonb_path_query(
            provider.service_areas,
            'lax $[*] ? (@.type == "pincodes").pincodes[*]', '{}', true
        ) AS served
        JOIN geo.pincodes AS pincode ON pincode.pincode = served #>> '{}'
    ) AS pincodes,
    CASE
        WHEN ST_IsValid(provider.service_area)
            AND ST_XMin(provider.service_area) >= -180 AND ST_XMax(provider.service_area) <= 180
            AND ST_YMin(provider.service_area) >= -90 AND ST_YMax(provider.service_area) <= 90
            AND ST_Distance(
                ST_SetSRID(ST_MakePoint(
                    ST_XMin(provider.service_area), ST_YMin(provider.service_area)
                ), 4326)::geography,
                ST_SetSRID(ST_MakePoint(
                    ST_XMax(provider.service_area), ST_YMax(provider.service_area)
                ), 4326)::geography
            ) <= 1100000
        THEN ST_AsBinary(provider.service_area)
    END AS polygon
FROM public.provider_profiles AS provider
WHERE (%(providers)s::text[] IS NULL OR provider.id = ANY (%(providers)s))
AND NOT EXISTS (
    SELECT FROM etl.service_area_cells AS known WHERE known.provider_id = provider.id
)
