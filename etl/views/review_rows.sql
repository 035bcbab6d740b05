-- The public reviews that numbers are made of, one by one, as they count in the published version:
-- stars and no words. For the admin reader alone, as booking_rows.
CREATE VIEW admin.review_rows AS
SELECT
    review.day, review.review_id, review.created_at AS written_at, review.provider_id,
    provider.name AS provider, place.category_id, provider.category, place.district,
    review.currency, review.overall_rating AS rating_sum, 1 AS reviews,
    review.sub_category_id
FROM rollup.reviews AS review
JOIN rollup.provider_places AS place ON place.provider_id = review.provider_id
JOIN rollup.provider_directory AS provider ON provider.provider_id = review.provider_id
WHERE review.is_public;

COMMENT ON VIEW admin.review_rows IS 'The reviews behind numbers, as the version counts them.';
