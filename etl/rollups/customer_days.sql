-- Who requested a booking of whom on which day, in which sub-category (NULL for none): customers
-- are counted exactly, never added up.
CREATE TABLE rollup.customer_days (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    customer_id text NOT NULL,
    sub_category_id text,
    CONSTRAINT customer_days_key UNIQUE NULLS NOT DISTINCT
        (day, provider_id, currency, customer_id, sub_category_id)
);

CREATE FUNCTION rollup.compute_customer_days(days date[]) RETURNS SETOF rollup.customer_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT
        span.day, booking.provider_id, booking.currency, booking.customer_id, kind.sub_category_id
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT provider_id, service_type, currency, customer_id FROM public.bookings
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
        OFFSET 0
    ) AS booking
    CROSS JOIN LATERAL rollup.sub_category_of(booking.provider_id, booking.service_type) AS kind;
END;
