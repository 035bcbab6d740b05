-- What happened to each provider on each day, by currency; days with activity only.
-- Requests and the time to respond count on the day of the request, other events on their own.
CREATE MATERIALIZED VIEW analytics.provider_stats_daily AS
WITH disputes AS (
    SELECT booking_id, min(created_at) AS disputed_at
    FROM public.booking_status_history
    WHERE status = 'DISPUTED'
    GROUP BY booking_id
),
events AS (
    SELECT etl.business_day(booking.created_at) AS day, booking.provider_id, booking.currency,
        'requested' AS kind, NULL::numeric AS amount, NULL::numeric AS earnings,
        booking.provider_response_time AS quantity
    FROM public.bookings AS booking
    UNION ALL
    SELECT etl.business_day(moment.at), booking.provider_id, booking.currency,
        moment.kind, NULL, NULL, NULL
    FROM public.bookings AS booking
    LEFT JOIN disputes AS dispute ON dispute.booking_id = booking.id
    CROSS JOIN LATERAL (VALUES
        ('confirmed', booking.confirmed_at),
        ('completed', booking.completed_at),
        ('cancelled', booking.cancelled_at),
        ('disputed', dispute.disputed_at)
    ) AS moment (kind, at)
    WHERE moment.at IS NOT NULL
    UNION ALL
    SELECT etl.business_day(payment.paid_at), booking.provider_id, payment.currency,
        'paid', payment.amount, payment.provider_earnings, NULL
    FROM public.payments AS payment
    JOIN public.bookings AS booking ON booking.id = payment.booking_id
    WHERE payment.paid_at IS NOT NULL
        AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT etl.business_day(review.created_at), review.provider_id, booking.currency,
        'reviewed', NULL, NULL, review.overall_rating
    FROM public.reviews AS review
    JOIN public.bookings AS booking ON booking.id = review.booking_id
    WHERE review.is_published AND NOT review.is_flagged
)
SELECT
    day,
    provider_id,
    currency,
    count(*) FILTER (WHERE kind = 'requested') AS requested,
    count(*) FILTER (WHERE kind = 'confirmed') AS confirmed,
    count(*) FILTER (WHERE kind = 'completed') AS completed,
    count(*) FILTER (WHERE kind = 'cancelled') AS cancelled,
    count(*) FILTER (WHERE kind = 'disputed') AS disputed,
    COALESCE(sum(amount) FILTER (WHERE kind = 'paid'), 0) AS gross_amount,
    COALESCE(sum(earnings) FILTER (WHERE kind = 'paid'), 0) AS provider_earnings,
    count(*) FILTER (WHERE kind = 'reviewed') AS reviews,
    COALESCE(sum(quantity) FILTER (WHERE kind = 'reviewed'), 0)::bigint AS rating_sum,
    COALESCE(sum(quantity) FILTER (WHERE kind = 'requested'), 0)::bigint AS response_seconds_sum,
    count(quantity) FILTER (WHERE kind = 'requested') AS response_count
FROM events
GROUP BY day, provider_id, currency;

CREATE UNIQUE INDEX provider_stats_daily_key
    ON analytics.provider_stats_daily (day, provider_id, currency);
CREATE INDEX provider_stats_daily_provider ON analytics.provider_stats_daily (provider_id, day);
COMMENT ON MATERIALIZED VIEW analytics.provider_stats_daily IS
    'What happened to each provider on each day, by currency.';
