-- Bookings that ever reached each stage, by the business day on which they were requested.
-- A stage counts when its own mark is there (timestamp, status, payment, review) or a later one's.
CREATE MATERIALIZED VIEW analytics.booking_funnel_daily AS
WITH marks AS (
    SELECT
        booking.*,
        CASE WHEN booking.status = 'CANCELLED' THEN booking.cancelled_by END AS cancelled_by_now,
        CASE WHEN booking.completed_at >= booking.created_at
            THEN extract(EPOCH FROM booking.completed_at - booking.created_at) END
            AS completion_seconds,
        review.id IS NOT NULL AS has_review,
        payment.paid_at IS NOT NULL
            AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED') AS has_payment,
        booking.status = 'DISPUTED' OR EXISTS (
            SELECT FROM public.booking_status_history AS history
            WHERE history.booking_id = booking.id AND history.status = 'DISPUTED'
        ) AS has_dispute
    FROM public.bookings AS booking
    LEFT JOIN public.payments AS payment ON payment.booking_id = booking.id
    LEFT JOIN public.reviews AS review ON review.booking_id = booking.id
),
reached AS (
    SELECT
        marks.*,
        CASE
            WHEN has_review THEN 6
            WHEN has_payment THEN 5
            WHEN completed_at IS NOT NULL OR status = 'COMPLETED' THEN 4
            WHEN started_at IS NOT NULL OR status = 'IN_PROGRESS' THEN 3
            WHEN confirmed_at IS NOT NULL OR status = 'CONFIRMED' THEN 2
            WHEN provider_viewed_at IS NOT NULL OR provider_response_time IS NOT NULL THEN 1
            ELSE 0
        END AS stage
    FROM marks
)
SELECT
    etl.business_day(reached.created_at) AS cohort_day,
    reached.currency,
    place.category_id,
    place.district,
    count(*) AS requested,
    count(*) FILTER (WHERE stage >= 1) AS viewed,
    count(*) FILTER (WHERE stage >= 2) AS confirmed,
    count(*) FILTER (WHERE stage >= 3) AS started,
    count(*) FILTER (WHERE stage >= 4) AS completed,
    count(*) FILTER (WHERE stage >= 5) AS paid,
    count(*) FILTER (WHERE stage >= 6) AS reviewed,
    count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
    count(*) FILTER (WHERE cancelled_by_now = 'CUSTOMER') AS cancelled_by_customer,
    count(*) FILTER (WHERE cancelled_by_now = 'PROVIDER') AS cancelled_by_provider,
    count(*) FILTER (WHERE cancelled_by_now = 'ADMIN') AS cancelled_by_admin,
    count(*) FILTER (WHERE cancelled_by_now = 'SYSTEM') AS cancelled_by_system,
    count(*) FILTER (WHERE has_dispute) AS disputed,
    count(*) FILTER (WHERE status IN ('PENDING', 'CONFIRMED', 'IN_PROGRESS')) AS open,
    COALESCE(sum(provider_response_time), 0)::bigint AS response_seconds_sum,
    count(provider_response_time) AS response_count,
    COALESCE(sum(completion_seconds), 0) AS completion_seconds_sum,
    count(completion_seconds) AS completion_count,
    COALESCE(sum(quoted_price), 0) AS quoted_amount,
    COALESCE(sum(final_price), 0) AS final_amount
FROM reached
JOIN etl.provider_places AS place ON place.provider_id = reached.provider_id
GROUP BY 1, 2, 3, 4;

CREATE UNIQUE INDEX booking_funnel_daily_key
    ON analytics.booking_funnel_daily (cohort_day, currency, category_id, district);
COMMENT ON MATERIALIZED VIEW analytics.booking_funnel_daily IS
    'Bookings that ever reached each stage, by the day they were requested.';
