-- Locations of the searches of some business days that etl.location_cells does not know yet. Each
-- is looked up by its key, however full the cache is.
-- Params: days date[]
-- Returns: location (JSON as text, distinct), lat, lng (degrees)
SELECT searched.location::text AS location, ST_Y(located.point) AS lat, ST_X(located.point) AS lng
FROM (
    -- People search more than once from a place: it is looked up once.
    SELECT DISTINCT search.location
    FROM rollup.day_spans(%(days)s) AS span
    JOIN public.search_logs AS search
        ON search.created_at >= span.starts_at AND search.created_at < span.ends_at
        AND search.created_at >= rollup.start_of(%(days)s)
        AND search.created_at < rollup.end_of(%(days)s)
) AS searched
LEFT JOIN LATERAL (
    SELECT true AS is_known
    FROM etl.location_cells AS cell
    WHERE cell.location = searched.location
    OFFSET 0
) AS known ON true
-- OFFSET 0: read the point out of the JSON once, not once per coordinate
CROSS JOIN LATERAL (SELECT geo.json_point(searched.location) AS point OFFSET 0) AS located
WHERE known.is_known IS NULL AND located.point IS NOT NULL
