-- Points of providers, and of the searches of some business days, that etl.point_cells does not
-- know yet. Each is looked up by its key, however full the cache is.
-- Params: days date[]; providers text[] or NULL (all of them)
-- Returns: lat, lng (degrees, distinct)
SELECT DISTINCT point.lat, point.lng
FROM (
    SELECT ST_Y(location_point) AS lat, ST_X(location_point) AS lng
    FROM public.provider_profiles
    WHERE NOT ST_IsEmpty(location_point)
        AND (%(providers)s::text[] IS NULL OR id = ANY (%(providers)s))
    UNION ALL
    SELECT ST_Y(located.point), ST_X(located.point)
    FROM (
        -- People search more than once: read each place out of its JSON once.
        SELECT DISTINCT search.location
        FROM rollup.day_spans(%(days)s) AS span
        JOIN public.search_logs AS search
            ON search.created_at >= span.starts_at AND search.created_at < span.ends_at
            AND search.created_at >= rollup.start_of(%(days)s)
            AND search.created_at < rollup.end_of(%(days)s)
    ) AS searched
    -- OFFSET 0: not once per coordinate
    CROSS JOIN LATERAL (SELECT geo.json_point(searched.location) AS point OFFSET 0) AS located
    WHERE located.point IS NOT NULL
) AS point
LEFT JOIN LATERAL (
    SELECT true AS is_known
    FROM etl.point_cells AS cell
    WHERE cell.lat = point.lat AND cell.lng = point.lng
    OFFSET 0
) AS known ON true
WHERE known.is_known IS NULL
