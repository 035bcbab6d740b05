-- Every provider there is, to choose one from.
-- Params: none
-- Grain:  one row per provider
-- Reads:  analytics.provider_directory
-- Right:  ROWS
SELECT provider_id, name, category, district, profile_status AS standing, is_active
FROM analytics.provider_directory
ORDER BY lower(name), provider_id
