-- Locations of searches that etl.location_cells does not know yet.
-- EXCEPT and not an anti-join: its plan does not depend on how full the planner thinks a cache is.
-- Returns: location (JSON as text, distinct), lat, lng (degrees)
SELECT searched.location::text AS location, ST_Y(located.point) AS lat, ST_X(located.point) AS lng
FROM (
    SELECT location FROM public.search_logs WHERE location IS NOT NULL
    EXCEPT
    SELECT location FROM etl.location_cells
) AS searched
-- OFFSET 0: read the point out of the JSON once, not once per coordinate
CROSS JOIN LATERAL (SELECT geo.json_point(searched.location) AS point OFFSET 0) AS located
WHERE located.point IS NOT NULL
