-- Where exactly each provider is, for the admin reader alone: it may be a home.
CREATE VIEW admin.provider_points AS
SELECT provider_id, location_point
FROM rollup.provider_directory;

COMMENT ON VIEW admin.provider_points IS 'The exact point of every provider that has one.';
