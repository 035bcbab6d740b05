-- Points of providers that etl.point_cells does not know yet. Each is looked up by its key, however
-- full the cache is.
-- Params: providers text[] or NULL (all of them)
-- Returns: lat, lng (degrees, distinct)
SELECT DISTINCT point.lat, point.lng
FROM (
    SELECT ST_Y(location_point) AS lat, ST_X(location_point) AS lng
    FROM public.provider_profiles
    WHERE NOT ST_IsEmpty(location_point)
        AND (%(providers)s::text[] IS NULL OR id = ANY (%(providers)s))
) AS point
LEFT JOIN LATERAL (
    SELECT true AS is_known
    FROM etl.point_cells AS cell
    WHERE cell.lat = point.lat AND cell.lng = point.lng
    OFFSET 0
) AS known ON true
WHERE known.is_known IS NULL
