-- What happened to each provider on each day, by currency and sub-category (NULL for none); days
-- with activity only. A review counts in what the booking is of the provider that is reviewed.
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
    sub_category_id text,
    CONSTRAINT provider_days_key UNIQUE NULLS NOT DISTINCT
        (day, provider_id, currency, sub_category_id)
);

CREATE INDEX provider_days_provider ON rollup.provider_days (provider_id, day);

CREATE FUNCTION rollup.compute_provider_days(days date[]) RETURNS SETOF rollup.provider_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH events AS (
        SELECT span.day, booking.provider_id, booking.service_type, booking.currency,
            'requested' AS kind, NULL::numeric AS amount, NULL::numeric AS earnings,
            booking.provider_response_time AS quantity
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT provider_id, service_type, currency, provider_response_time
            FROM public.bookings
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.service_type, booking.currency,
            'confirmed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT provider_id, service_type, currency FROM public.bookings
            WHERE confirmed_at >= span.starts_at AND confirmed_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.service_type, booking.currency,
            'completed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT provider_id, service_type, currency FROM public.bookings
            WHERE completed_at >= span.starts_at AND completed_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.service_type, booking.currency,
            'cancelled', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT provider_id, service_type, currency FROM public.bookings
            WHERE cancelled_at >= span.starts_at AND cancelled_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        -- the first dispute of a booking; of two at the same moment, either
        SELECT span.day, booking.provider_id, booking.service_type, booking.currency,
            'disputed', NULL, NULL, NULL
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
        SELECT span.day, booking.provider_id, booking.service_type, payment.currency,
            'paid', payment.amount, payment.provider_earnings, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT booking_id, currency, amount, provider_earnings FROM public.payments
            WHERE paid_at >= span.starts_at AND paid_at < span.ends_at
                AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
        CROSS JOIN LATERAL rollup.booking_of(payment.booking_id) AS booking
        UNION ALL
        SELECT span.day, review.provider_id, booking.service_type, booking.currency,
            'reviewed', NULL, NULL, review.overall_rating
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
        event.day,
        event.provider_id,
        event.currency,
        count(*) FILTER (WHERE event.kind = 'requested') AS requested,
        count(*) FILTER (WHERE event.kind = 'confirmed') AS confirmed,
        count(*) FILTER (WHERE event.kind = 'completed') AS completed,
        count(*) FILTER (WHERE event.kind = 'cancelled') AS cancelled,
        count(*) FILTER (WHERE event.kind = 'disputed') AS disputed,
        COALESCE(sum(event.amount) FILTER (WHERE event.kind = 'paid'), 0) AS gross_amount,
        COALESCE(sum(event.earnings) FILTER (WHERE event.kind = 'paid'), 0) AS provider_earnings,
        count(*) FILTER (WHERE event.kind = 'reviewed') AS reviews,
        COALESCE(sum(event.quantity) FILTER (WHERE event.kind = 'reviewed'), 0)::bigint
            AS rating_sum,
        COALESCE(sum(event.quantity) FILTER (WHERE event.kind = 'requested'), 0)::bigint
            AS response_seconds_sum,
        count(event.quantity) FILTER (WHERE event.kind = 'requested') AS response_count,
        kind.sub_category_id
    FROM events AS event
    CROSS JOIN LATERAL rollup.sub_category_of(event.provider_id, event.service_type) AS kind
    GROUP BY event.day, event.provider_id, event.currency, kind.sub_category_id;
END;
