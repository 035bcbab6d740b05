-- How the score of provider %(provider_id)s comes about: one row, the stored score
-- beside the parts.
SELECT provider.reputation_score AS stored, breakdown.*
FROM public.reputation_breakdown(%(provider_id)s) AS breakdown
JOIN public.provider_profiles AS provider ON provider.id = breakdown.provider_id
