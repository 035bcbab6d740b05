-- Points of providers and searches that etl.point_cells does not know yet.
-- Returns: lat, lng (degrees, distinct)
SELECT place.lat, place.lng
FROM (
    SELECT ST_Y(location_point), ST_X(location_point)
    FROM public.provider_profiles
    WHERE NOT ST_IsEmpty(location_point)
    UNION
    SELECT ST_Y(located.point), ST_X(located.point)
    FROM public.search_logs
    -- OFFSET 0: read the point out of the JSON once, not once per coordinate
    CROSS JOIN LATERAL (SELECT geo.json_point(location) AS point OFFSET 0) AS located
    WHERE located.point IS NOT NULL
) AS place (lat, lng)
WHERE NOT EXISTS (
    SELECT FROM etl.point_cells AS known WHERE known.lat = place.lat AND known.lng = place.lng
)
