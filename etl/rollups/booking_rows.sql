-- Every booking on the day on which it was requested, as it counts in the published version: what
-- numbers of bookings are made of. Its sub-category is NULL for none.
-- A stage counts when its own mark is there (timestamp, status, review) or a later one's. A payment
-- proves nothing about completion, since many pay ahead: paid is what was completed and is paid;
-- `prepaid`, beside the way, is what is paid and was not completed.
CREATE TABLE rollup.booking_rows (
    day date NOT NULL,
    booking_id text NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    requested_at timestamptz NOT NULL,
    status text NOT NULL,
    stage smallint NOT NULL,
    cancelled_by text,
    is_disputed boolean NOT NULL,
    is_prepaid boolean NOT NULL,
    response_seconds integer,
    completion_seconds numeric,
    quoted_amount numeric(10, 2),
    final_amount numeric(10, 2),
    sub_category_id text,
    CONSTRAINT booking_rows_pkey PRIMARY KEY (day, booking_id)
);

COMMENT ON COLUMN rollup.booking_rows.stage IS
    'How far it ever came: 0 requested, 1 viewed, 2 confirmed, 3 started, 4 completed, 5 paid,'
    ' 6 reviewed.';

CREATE FUNCTION rollup.compute_booking_rows(days date[]) RETURNS SETOF rollup.booking_rows
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH marks AS (
        SELECT
            span.day,
            booking.id AS booking_id,
            booking.provider_id,
            kind.sub_category_id,
            booking.currency,
            booking.created_at AS requested_at,
            booking.status,
            booking.provider_viewed_at,
            booking.provider_response_time,
            booking.confirmed_at,
            booking.started_at,
            booking.quoted_price,
            booking.final_price,
            CASE WHEN booking.status = 'CANCELLED' THEN booking.cancelled_by END
                AS cancelled_by,
            booking.completed_at IS NOT NULL OR booking.status = 'COMPLETED'
                OR review.is_there IS NOT NULL AS is_completed,
            CASE WHEN booking.completed_at >= booking.created_at
                AND rollup.has_day(booking.completed_at)
                THEN extract(EPOCH FROM booking.completed_at - booking.created_at) END
                AS completion_seconds,
            review.is_there IS NOT NULL AS has_review,
            payment.is_there IS NOT NULL AS has_payment,
            booking.status = 'DISPUTED' OR dispute.is_there IS NOT NULL AS has_dispute
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT
                id, provider_id, service_type, currency, status, cancelled_by,
                provider_viewed_at, provider_response_time, quoted_price, final_price, created_at,
                confirmed_at, started_at, completed_at
            FROM public.bookings
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
            OFFSET 0
        ) AS booking
        CROSS JOIN LATERAL rollup.sub_category_of(
            booking.provider_id, booking.service_type
        ) AS kind
        LEFT JOIN LATERAL (
            SELECT true AS is_there FROM public.payments
            WHERE booking_id = booking.id AND paid_at IS NOT NULL
                AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment ON true
        LEFT JOIN LATERAL (
            SELECT true AS is_there FROM public.reviews WHERE booking_id = booking.id OFFSET 0
        ) AS review ON true
        LEFT JOIN LATERAL (
            SELECT true AS is_there FROM public.booking_status_history
            WHERE booking_id = booking.id AND status = 'DISPUTED'
            LIMIT 1
        ) AS dispute ON true
    )
    SELECT
        day,
        booking_id,
        provider_id,
        currency,
        requested_at,
        status::text AS status,
        CASE
            WHEN has_review THEN 6
            WHEN is_completed AND has_payment THEN 5
            WHEN is_completed THEN 4
            WHEN started_at IS NOT NULL OR status = 'IN_PROGRESS' THEN 3
            WHEN confirmed_at IS NOT NULL OR status = 'CONFIRMED' THEN 2
            WHEN provider_viewed_at IS NOT NULL OR provider_response_time IS NOT NULL THEN 1
            ELSE 0
        END::smallint AS stage,
        cancelled_by::text AS cancelled_by,
        has_dispute AS is_disputed,
        has_payment AND NOT is_completed AS is_prepaid,
        provider_response_time AS response_seconds,
        completion_seconds,
        quoted_price AS quoted_amount,
        final_price AS final_amount,
        sub_category_id
    FROM marks;
END;
