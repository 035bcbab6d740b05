-- Providers whose stored score is not what the rules give now: accounts grow older, and the mode
-- may have changed. One row per provider, by id.
SELECT provider.id
FROM public.provider_profiles AS provider
JOIN etl.reputation_parts AS parts ON parts.provider_id = provider.id
WHERE provider.reputation_score <> parts.total
ORDER BY provider.id
