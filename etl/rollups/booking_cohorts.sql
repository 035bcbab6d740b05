-- Bookings of each provider that ever reached each stage, by the day on which they were requested
-- and by sub-category, NULL for none.
-- A stage counts when its own mark is there (timestamp, status, review) or a later one's. A payment
-- proves nothing about completion, since many pay ahead: paid is what was completed and is paid;
-- `prepaid`, beside the way, is what is paid and was not completed.
CREATE TABLE rollup.booking_cohorts (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    requested bigint NOT NULL,
    viewed bigint NOT NULL,
    confirmed bigint NOT NULL,
    started bigint NOT NULL,
    completed bigint NOT NULL,
    paid bigint NOT NULL,
    reviewed bigint NOT NULL,
    cancelled bigint NOT NULL,
    cancelled_by_customer bigint NOT NULL,
    cancelled_by_provider bigint NOT NULL,
    cancelled_by_admin bigint NOT NULL,
    cancelled_by_system bigint NOT NULL,
    disputed bigint NOT NULL,
    open bigint NOT NULL,
    response_seconds_sum bigint NOT NULL,
    response_count bigint NOT NULL,
    completion_seconds_sum numeric NOT NULL,
    completion_count bigint NOT NULL,
    quoted_amount numeric NOT NULL,
    final_amount numeric NOT NULL,
    completed_bookings bigint NOT NULL,
    completed_amount numeric NOT NULL,
    prepaid bigint NOT NULL,
    sub_category_id text,
    CONSTRAINT booking_cohorts_key UNIQUE NULLS NOT DISTINCT
        (day, provider_id, currency, sub_category_id)
);

COMMENT ON COLUMN rollup.booking_cohorts.completed_bookings IS
    'Whose status is COMPLETED now, unlike `completed`: which were ever completed.';
COMMENT ON COLUMN rollup.booking_cohorts.completed_amount IS 'The final prices of these.';

CREATE INDEX booking_cohorts_provider ON rollup.booking_cohorts (provider_id);

CREATE FUNCTION rollup.compute_booking_cohorts(days date[]) RETURNS SETOF rollup.booking_cohorts
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH marks AS (
        SELECT
            span.day,
            booking.provider_id,
            kind.sub_category_id,
            booking.currency,
            booking.status,
            booking.provider_viewed_at,
            booking.provider_response_time,
            booking.confirmed_at,
            booking.started_at,
            booking.quoted_price,
            booking.final_price,
            CASE WHEN booking.status = 'CANCELLED' THEN booking.cancelled_by END
                AS cancelled_by_now,
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
    ),
    reached AS (
        SELECT
            marks.*,
            CASE
                WHEN has_review THEN 6
                WHEN is_completed AND has_payment THEN 5
                WHEN is_completed THEN 4
                WHEN started_at IS NOT NULL OR status = 'IN_PROGRESS' THEN 3
                WHEN confirmed_at IS NOT NULL OR status = 'CONFIRMED' THEN 2
                WHEN provider_viewed_at IS NOT NULL OR provider_response_time IS NOT NULL THEN 1
                ELSE 0
            END AS stage
        FROM marks
    )
    SELECT
        day,
        provider_id,
        currency,
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
        COALESCE(sum(final_price), 0) AS final_amount,
        count(*) FILTER (WHERE status = 'COMPLETED') AS completed_bookings,
        COALESCE(sum(final_price) FILTER (WHERE status = 'COMPLETED'), 0) AS completed_amount,
        count(*) FILTER (WHERE has_payment AND NOT is_completed) AS prepaid,
        sub_category_id
    FROM reached
    GROUP BY day, provider_id, currency, sub_category_id;
END;
