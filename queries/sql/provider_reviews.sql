-- Every public review of a provider, whenever it was written, the newest first.
-- Params: provider text
-- Grain:  one row per published, unflagged review
-- Reads:  analytics.provider_reviews
-- Right:  REVIEW
SELECT
    day,
    overall_rating,
    quality_rating,
    punctuality_rating,
    professionalism_rating,
    value_rating,
    comment,
    provider_response
FROM analytics.provider_reviews
WHERE provider_id = CAST(:provider AS text)
ORDER BY created_at DESC, review_id
