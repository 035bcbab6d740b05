-- The reviews that the public sees: published, not flagged. Words with contact details are hidden.
CREATE MATERIALIZED VIEW analytics.provider_reviews AS
SELECT
    id AS review_id,
    provider_id,
    etl.business_day(created_at) AS day,
    created_at,
    overall_rating,
    quality_rating,
    punctuality_rating,
    professionalism_rating,
    value_rating,
    CASE WHEN etl.has_contact_details(comment) THEN '(contact details)' ELSE comment END AS comment,
    CASE WHEN etl.has_contact_details(provider_response) THEN '(contact details)'
        ELSE provider_response END AS provider_response,
    sentiment
FROM public.reviews
WHERE is_published AND NOT is_flagged;

CREATE UNIQUE INDEX provider_reviews_key ON analytics.provider_reviews (review_id);
CREATE INDEX provider_reviews_provider ON analytics.provider_reviews (provider_id, created_at DESC);
COMMENT ON MATERIALIZED VIEW analytics.provider_reviews IS 'Published, unflagged reviews.';
