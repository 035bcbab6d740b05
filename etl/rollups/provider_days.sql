-- What happened to each provider on each day, by currency; days with activity only.
-- Requests and the time to respond count on the day of the request, other events on their own.
CREATE TABLE rollup.provider_days (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    requested bigint NOT NULL,
    confirmed bigint NOT NULL,
    completed bigint NOT NULL,
    cancelled bigint NOT NULL,
    disputed bigint NOT NULL,
    gross_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    reviews bigint NOT NULL,
    rating_sum bigint NOT NULL,
    response_seconds_sum bigint NOT NULL,
    response_count bigint NOT NULL,
    CONSTRAINT provider_days_pkey PRIMARY KEY (day, provider_id, currency)
);

CREATE INDEX provider_days_provider ON rollup.provider_days (provider_id, day);

CREATE FUNCTION rollup.compute_provider_days(days date[]) RETURNS SETOF rollup.provider_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH events AS (
        SELECT span.day, booking.provider_id, booking.currency, 'requested' AS kind,
            NULL::numeric AS amount, NULL::numeric AS earnings,
            booking.provider_response_time AS quantity
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT provider_id, currency, provider_response_time FROM public.bookings
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'confirmed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT provider_id, currency FROM public.bookings
            WHERE confirmed_at >= span.starts_at AND confirmed_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'completed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT provider_id, currency FROM public.bookings
            WHERE completed_at >= span.starts_at AND completed_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'cancelled', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT provider_id, currency FROM public.bookings
            WHERE cancelled_at >= span.starts_at AND cancelled_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        -- the first dispute of a booking; of two at the same moment, either
        SELECT span.day, booking.provider_id, booking.currency, 'disputed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT id, booking_id FROM public.booking_status_history
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
                AND status = 'DISPUTED'
            OFFSET 0
        ) AS dispute
        CROSS JOIN LATERAL (
            SELECT id FROM public.booking_status_history
            WHERE booking_id = dispute.booking_id AND status = 'DISPUTED'
            ORDER BY created_at, id
            LIMIT 1
        ) AS first_one
        CROSS JOIN LATERAL rollup.booking_of(dispute.booking_id) AS booking
        WHERE dispute.id = first_one.id
        UNION ALL
        SELECT span.day, booking.provider_id, payment.currency, 'paid',
            payment.amount, payment.provider_earnings, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT booking_id, currency, amount, provider_earnings FROM public.payments
            WHERE paid_at >= span.starts_at AND paid_at < span.ends_at
                AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
        CROSS JOIN LATERAL rollup.booking_of(payment.booking_id) AS booking
        UNION ALL
        SELECT span.day, review.provider_id, booking.currency, 'reviewed',
            NULL, NULL, review.overall_rating
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT booking_id, provider_id, overall_rating FROM public.reviews
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
                AND is_published AND NOT is_flagged
            OFFSET 0
        ) AS review
        CROSS JOIN LATERAL rollup.booking_of(review.booking_id) AS booking
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
        COALESCE(sum(quantity) FILTER (WHERE kind = 'requested'), 0)::bigint
            AS response_seconds_sum,
        count(quantity) FILTER (WHERE kind = 'requested') AS response_count
    FROM events
    GROUP BY day, provider_id, currency;
END;
