-- How reputation is spread over the active, approved providers, in bands of ten points.
-- Full marks (100) are a band of their own: those providers tie.
-- Params: category and district text or NULL
-- Grain:  one row per band, from 0 to 100; bands without providers have zeros
-- Reads:  analytics.provider_directory
-- Right:  LOOK
SELECT
    band * 10 AS score_from,
    CASE WHEN band = 10 THEN '100' ELSE format('%s–%s.99', band * 10, band * 10 + 9) END AS band,
    count(provider.provider_id) AS providers
FROM generate_series(0, 10) AS band
LEFT JOIN analytics.provider_directory AS provider
    ON floor(provider.reputation_score / 10) = band
    AND provider.is_active
    AND provider.profile_status = 'APPROVED'
    AND (CAST(:category AS text) IS NULL OR provider.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR provider.district = CAST(:district AS text))
GROUP BY band
ORDER BY score_from
