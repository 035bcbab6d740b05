-- Active providers in one line each: the document's columns, each side aggregated before the join,
-- so that reviews never multiply bookings. Revenue is never summed across currencies: total_revenue
-- is NULL for a provider who earned in several, and revenue_by_currency holds them all.
CREATE MATERIALIZED VIEW analytics.provider_stats_summary AS
WITH currency_totals AS (
    SELECT
        provider_id,
        currency,
        count(*) AS bookings,
        count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
        COALESCE(sum(final_price) FILTER (WHERE status = 'COMPLETED'), 0) AS revenue
    FROM public.bookings
    GROUP BY provider_id, currency
),
booking_totals AS (
    SELECT
        provider_id,
        sum(bookings)::bigint AS total_bookings,
        sum(completed)::bigint AS completed_bookings,
        CASE WHEN count(*) = 1 THEN min(currency) END AS currency,
        CASE WHEN count(*) = 1 THEN min(revenue) END AS total_revenue,
        jsonb_object_agg(currency, revenue) AS revenue_by_currency
    FROM currency_totals
    GROUP BY provider_id
),
review_totals AS (
    SELECT provider_id, count(*) AS review_count, avg(overall_rating) AS avg_review_rating
    FROM public.reviews
    GROUP BY provider_id
)
SELECT
    provider.id AS provider_id,
    provider.user_id,
    person.name,
    category.name AS category,
    provider.average_rating,
    provider.reputation_score,
    provider.completed_jobs,
    COALESCE(booking.total_bookings, 0) AS total_bookings,
    COALESCE(booking.completed_bookings, 0) AS completed_bookings,
    COALESCE(review.review_count, 0) AS review_count,
    review.avg_review_rating::numeric(3, 2) AS avg_review_rating,
    CASE WHEN booking.provider_id IS NULL THEN 0 ELSE booking.total_revenue END AS total_revenue,
    booking.currency,
    COALESCE(booking.revenue_by_currency, '{}') AS revenue_by_currency
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
LEFT JOIN booking_totals AS booking ON booking.provider_id = provider.id
LEFT JOIN review_totals AS review ON review.provider_id = provider.id
WHERE provider.is_active;

CREATE UNIQUE INDEX idx_provider_stats_summary ON analytics.provider_stats_summary (provider_id);
COMMENT ON MATERIALIZED VIEW analytics.provider_stats_summary IS 'Active providers, one line each.';
