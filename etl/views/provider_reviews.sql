-- The reviews that the public sees: published, not flagged. Words with contact details are hidden.
CREATE VIEW analytics.provider_reviews AS
SELECT
    review_id, provider_id, day, created_at, overall_rating, quality_rating, punctuality_rating,
    professionalism_rating, value_rating, comment, provider_response, sentiment
FROM rollup.reviews
WHERE is_public;

COMMENT ON VIEW analytics.provider_reviews IS 'Published, unflagged reviews.';
