-- Points of providers and searches that etl.point_cells does not know yet.
-- EXCEPT and not an anti-join: its plan does not depend on how full the planner thinks a cache is.
-- Returns: lat, lng (degrees, distinct)
(
    SELECT ST_Y(location_point) AS lat, ST_X(location_point) AS lng
    FROM public.provider_profiles
    WHERE NOT ST_IsEmpty(location_point)
    UNION ALL
    SELECT ST_Y(located.point), ST_X(located.point)
    FROM public.search_logs
    -- OFFSET 0: read the point out of the JSON once, not once per coordinate
    CROSS JOIN LATERAL (SELECT geo.json_point(location) AS point OFFSET 0) AS located
    WHERE located.point IS NOT NULL
)
EXCEPT
SELECT lat, lng FROM etl.point_cells
