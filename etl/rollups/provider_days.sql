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
        JOIN public.bookings AS booking
            ON booking.created_at >= span.starts_at AND booking.created_at < span.ends_at
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'confirmed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.bookings AS booking
            ON booking.confirmed_at >= span.starts_at AND booking.confirmed_at < span.ends_at
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'completed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.bookings AS booking
            ON booking.completed_at >= span.starts_at AND booking.completed_at < span.ends_at
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'cancelled', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.bookings AS booking
            ON booking.cancelled_at >= span.starts_at AND booking.cancelled_at < span.ends_at
        UNION ALL
        -- the first dispute of a booking; of two at the same moment, either
        SELECT span.day, booking.provider_id, booking.currency, 'disputed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.booking_status_history AS dispute
            ON dispute.created_at >= span.starts_at AND dispute.created_at < span.ends_at
            AND dispute.status = 'DISPUTED'
        JOIN public.bookings AS booking ON booking.id = dispute.booking_id
        WHERE NOT EXISTS (
            SELECT
            FROM public.booking_status_history AS earlier
            WHERE earlier.booking_id = dispute.booking_id AND earlier.status = 'DISPUTED'
                AND (earlier.created_at, earlier.id) < (dispute.created_at, dispute.id)
        )
        UNION ALL
        SELECT span.day, booking.provider_id, payment.currency, 'paid',
            payment.amount, payment.provider_earnings, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.payments AS payment
            ON payment.paid_at >= span.starts_at AND payment.paid_at < span.ends_at
            AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
        JOIN public.bookings AS booking ON booking.id = payment.booking_id
        UNION ALL
        SELECT span.day, review.provider_id, booking.currency, 'reviewed',
            NULL, NULL, review.overall_rating
        FROM rollup.day_spans(days) AS span
        JOIN public.reviews AS review
            ON review.created_at >= span.starts_at AND review.created_at < span.ends_at
            AND review.is_published AND NOT review.is_flagged
        JOIN public.bookings AS booking ON booking.id = review.booking_id
    )
    SELECT
        day,
        provider_id,
        currency,
        count(*) FILTER (WHERE kind = 'requested'),
        count(*) FILTER (WHERE kind = 'confirmed'),
        count(*) FILTER (WHERE kind = 'completed'),
        count(*) FILTER (WHERE kind = 'cancelled'),
        count(*) FILTER (WHERE kind = 'disputed'),
        COALESCE(sum(amount) FILTER (WHERE kind = 'paid'), 0),
        COALESCE(sum(earnings) FILTER (WHERE kind = 'paid'), 0),
        count(*) FILTER (WHERE kind = 'reviewed'),
        COALESCE(sum(quantity) FILTER (WHERE kind = 'reviewed'), 0)::bigint,
        COALESCE(sum(quantity) FILTER (WHERE kind = 'requested'), 0)::bigint,
        count(quantity) FILTER (WHERE kind = 'requested')
    FROM events
    GROUP BY day, provider_id, currency;
END;
