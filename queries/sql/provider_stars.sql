-- How many stars the public reviews of a provider give, in the period and ever.
-- Params: start and end date (inclusive), provider text
-- Grain:  one row per number of stars, 5 to 1; zeros where there are none
-- Reads:  analytics.provider_reviews
-- Right:  REVIEW
SELECT
    stars,
    count(review.review_id) FILTER (
        WHERE review.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    ) AS reviews,
    count(review.review_id) AS reviews_ever
FROM generate_series(1, 5) AS stars
LEFT JOIN analytics.provider_reviews AS review
    ON review.overall_rating = stars AND review.provider_id = CAST(:provider AS text)
GROUP BY stars
ORDER BY stars DESC
