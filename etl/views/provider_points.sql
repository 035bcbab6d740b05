-- Where exactly each provider is now, for the admin reader alone: it may be a home.
CREATE VIEW admin.provider_points AS
SELECT id AS provider_id, location_point
FROM public.provider_profiles
WHERE location_point IS NOT NULL;

COMMENT ON VIEW admin.provider_points IS 'The exact point of every provider that has one.';
