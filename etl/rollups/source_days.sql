-- Rows of the bookings' tables by the day on which they were created, and the newest change of
-- them: how far the sources have come is then known without counting them. Of the status history
-- only disputes are read.
CREATE TABLE rollup.source_days (
    day date CONSTRAINT source_days_pkey PRIMARY KEY,
    bookings bigint NOT NULL,
    bookings_newest timestamptz,
    payments bigint NOT NULL,
    payments_newest timestamptz,
    reviews bigint NOT NULL,
    reviews_newest timestamptz,
    disputes bigint NOT NULL,
    disputes_newest timestamptz
);

CREATE FUNCTION rollup.compute_source_days(days date[]) RETURNS SETOF rollup.source_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        booking.rows AS bookings, booking.newest AS bookings_newest,
        payment.rows AS payments, payment.newest AS payments_newest,
        review.rows AS reviews, review.newest AS reviews_newest,
        dispute.rows AS disputes, dispute.newest AS disputes_newest
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT
            count(*) AS rows,
            max(updated_at) FILTER (WHERE rollup.has_day(updated_at)) AS newest
        FROM public.bookings
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
    ) AS booking
    CROSS JOIN LATERAL (
        SELECT
            count(*) AS rows,
            max(updated_at) FILTER (WHERE rollup.has_day(updated_at)) AS newest
        FROM public.payments
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
    ) AS payment
    CROSS JOIN LATERAL (
        SELECT
            count(*) AS rows,
            max(updated_at) FILTER (WHERE rollup.has_day(updated_at)) AS newest
        FROM public.reviews
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
    ) AS review
    CROSS JOIN LATERAL (
        SELECT count(*) AS rows, max(created_at) AS newest FROM public.booking_status_history
        WHERE created_at >= span.starts_at AND created_at < span.ends_at AND status = 'DISPUTED'
    ) AS dispute
    WHERE booking.rows + payment.rows + review.rows + dispute.rows > 0;
END;
