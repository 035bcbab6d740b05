-- A circle on the ellipsoid, as a polygon of 64 corners.
CREATE FUNCTION etl.geodesic_circle(centre geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT ST_MakePolygon(ST_AddPoint(ring.line, ST_StartPoint(ring.line)))
    FROM (
        SELECT ST_MakeLine(
            ST_Project(centre::geography, metres, radians(360.0 * corner / 64))::geometry
            ORDER BY corner
        ) AS line
        FROM generate_series(0, 63) AS corner
    ) AS ring
);

-- A service area as one shape: geodesic circles, the areas of its pincodes, and its own polygon.
-- Entries that are not well formed are left out; NULL when nothing is left.
CREATE FUNCTION etl.service_area_shape(areas jsonb, polygon geometry) RETURNS geometry
LANGUAGE sql STABLE PARALLEL SAFE
-- The planner guesses thousands of rows, and would compile each call for 35 ms.
SET jit = off
RETURN (
    SELECT ST_Multi(ST_CollectionExtract(ST_Union(part.shape), 3))
    FROM (
        SELECT etl.geodesic_circle(
            geo.json_point(circle), round(radius::numeric, 20)::double precision * 1000
        )
        FROM jsonb_path_query(areas, 'lax $[*] ? (@.type == "radius")', '{}', true) AS circle
        CROSS JOIN LATERAL jsonb_path_query(
            circle, 'strict $.radiusKm ? (@ > 0 && @ <= 200)', '{}', true
        ) AS radius
        WHERE geo.json_point(circle) IS NOT NULL
        UNION ALL
        SELECT pincode.area
        FROM jsonb_path_query(areas, 'lax $[*] ? (@.type == "pincodes").pincodes[*]', '{}', true)
            AS served
        JOIN geo.pincodes AS pincode ON pincode.pincode = served #>> '{}'
        UNION ALL
        SELECT polygon
        WHERE ST_IsValid(polygon)
    ) AS part (shape)
);

-- What admins review: every provider with its place, standing, reputation and its parts.
-- Names only: no phone, no email, no Aadhaar digits.
CREATE MATERIALIZED VIEW analytics.provider_directory AS
SELECT
    provider.id AS provider_id,
    person.name,
    provider.business_name,
    provider.category_id,
    category.name AS category,
    place.district,
    provider.base_location ->> 'pincode' AS pincode,
    place.h3_cell,
    provider.profile_status::text AS profile_status,
    provider.is_active,
    provider.aadhaar_verified,
    provider.background_verified,
    provider.average_rating,
    provider.completed_jobs,
    provider.cancelled_jobs,
    provider.disputed_jobs,
    NULLIF(provider.response_time_seconds, 0) AS response_seconds,
    provider.acceptance_rate,
    provider.completion_rate,
    provider.reputation_score,
    parts.rating_score,
    parts.volume_score,
    parts.response_score,
    parts.verification_score,
    parts.reliability_score,
    parts.tenure_score,
    parts.trend_score,
    parts.rating_weight,
    parts.volume_weight,
    parts.response_weight,
    parts.verification_weight,
    parts.reliability_weight,
    parts.tenure_weight,
    parts.trend_weight,
    parts.base_score,
    parts.new_provider_penalty,
    parts.cancellation_penalty,
    parts.total AS current_score,
    parts.mode AS reputation_mode,
    etl.business_day(provider.created_at) AS joined_day,
    etl.business_day(provider.last_active_at) AS last_active_day,
    provider.location_point,
    etl.service_area_shape(provider.service_areas, provider.service_area) AS service_area
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
JOIN etl.provider_places AS place ON place.provider_id = provider.id
JOIN etl.reputation_parts AS parts ON parts.provider_id = provider.id;

CREATE UNIQUE INDEX provider_directory_key ON analytics.provider_directory (provider_id);
CREATE INDEX provider_directory_area ON analytics.provider_directory USING gist (service_area);
COMMENT ON MATERIALIZED VIEW analytics.provider_directory IS
    'Every provider with its place, standing, reputation and the parts of it.';
