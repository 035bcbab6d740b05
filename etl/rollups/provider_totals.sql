-- What each provider ever did: bookings by their status now, and all reviews, published or not.
-- Revenue is what the completed bookings cost; across currencies it is no number, so
-- total_revenue is NULL for a provider who had bookings in several.
CREATE TABLE rollup.provider_totals (
    provider_id text PRIMARY KEY,
    total_bookings bigint NOT NULL,
    completed_bookings bigint NOT NULL,
    currency text,
    total_revenue numeric,
    revenue_by_currency jsonb NOT NULL,
    review_count bigint NOT NULL,
    avg_review_rating numeric(3, 2)
);

CREATE FUNCTION rollup.compute_provider_totals(provider_ids text[])
RETURNS SETOF rollup.provider_totals
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH currency_totals AS (
        SELECT
            provider_id,
            currency,
            sum(requested) AS bookings,
            sum(completed_bookings) AS completed,
            sum(completed_amount) AS revenue
        FROM rollup.booking_cohorts
        WHERE provider_id = ANY (provider_ids)
        GROUP BY provider_id, currency
    ),
    booking_totals AS (
        SELECT
            provider_id,
            sum(bookings)::bigint AS bookings,
            sum(completed)::bigint AS completed,
            CASE WHEN count(*) = 1 THEN min(currency) END AS currency,
            CASE WHEN count(*) = 1 THEN min(revenue) END AS revenue,
            jsonb_object_agg(currency, revenue) AS revenue_by_currency
        FROM currency_totals
        GROUP BY provider_id
    ),
    review_totals AS (
        SELECT provider_id, count(*) AS reviews, avg(overall_rating) AS rating
        FROM rollup.reviews
        WHERE provider_id = ANY (provider_ids)
        GROUP BY provider_id
    )
    SELECT
        provider_id,
        COALESCE(booking.bookings, 0) AS total_bookings,
        COALESCE(booking.completed, 0) AS completed_bookings,
        booking.currency,
        CASE WHEN booking.provider_id IS NULL THEN 0 ELSE booking.revenue END AS total_revenue,
        COALESCE(booking.revenue_by_currency, '{}') AS revenue_by_currency,
        COALESCE(review.reviews, 0) AS review_count,
        review.rating::numeric(3, 2) AS avg_review_rating
    FROM booking_totals AS booking
    FULL JOIN review_totals AS review USING (provider_id);
END;
