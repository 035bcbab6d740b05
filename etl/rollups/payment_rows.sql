-- Every payment on each day on which its money moved, as it counts in the published version: paid
-- on paid_at, refunded on refunded_at, failed on created_at. The platform fee is the stored amount,
-- else amount x percent, rounded to the paisa. What numbers of money are made of.
CREATE TABLE rollup.payment_rows (
    day date NOT NULL,
    payment_id text NOT NULL,
    movement text NOT NULL,
    moved_at timestamptz NOT NULL,
    booking_id text NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    status text NOT NULL,
    gross_amount numeric NOT NULL,
    platform_fee numeric NOT NULL,
    tax_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    refund_amount numeric NOT NULL,
    sub_category_id text,
    CONSTRAINT payment_rows_pkey PRIMARY KEY (day, payment_id, movement)
);

CREATE FUNCTION rollup.compute_payment_rows(days date[]) RETURNS SETOF rollup.payment_rows
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH movements AS (
        SELECT
            span.day, payment.id AS payment_id, 'paid' AS movement, payment.paid_at AS moved_at,
            payment.booking_id, payment.currency, payment.method, payment.status,
            payment.amount AS gross_amount,
            COALESCE(
                payment.platform_fee, round(payment.amount * payment.platform_fee_percent / 100, 2),
                0
            ) AS platform_fee,
            COALESCE(payment.tax_amount, 0) AS tax_amount,
            COALESCE(payment.provider_earnings, 0) AS provider_earnings,
            0::numeric AS refund_amount
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT
                id, booking_id, currency, method, status, amount, platform_fee,
                platform_fee_percent, tax_amount, provider_earnings, paid_at
            FROM public.payments
            WHERE paid_at >= span.starts_at AND paid_at < span.ends_at
                AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
        UNION ALL
        SELECT
            span.day, payment.id, 'refunded', payment.refunded_at,
            payment.booking_id, payment.currency, payment.method, payment.status,
            0, 0, 0, 0,
            COALESCE(
                payment.refund_amount,
                CASE payment.status WHEN 'REFUNDED' THEN payment.amount ELSE 0 END
            )
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT id, booking_id, currency, method, status, amount, refund_amount, refunded_at
            FROM public.payments
            WHERE refunded_at >= span.starts_at AND refunded_at < span.ends_at
                AND status IN ('REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
        UNION ALL
        SELECT
            span.day, payment.id, 'failed', payment.created_at,
            payment.booking_id, payment.currency, payment.method, payment.status,
            0, 0, 0, 0, 0
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT id, booking_id, currency, method, status, created_at FROM public.payments
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
                AND status = 'FAILED'
            OFFSET 0
        ) AS payment
    )
    SELECT
        movement.day,
        movement.payment_id,
        movement.movement,
        movement.moved_at,
        movement.booking_id,
        booking.provider_id,
        movement.currency,
        movement.method::text AS method,
        movement.status::text AS status,
        movement.gross_amount,
        movement.platform_fee,
        movement.tax_amount,
        movement.provider_earnings,
        movement.refund_amount,
        kind.sub_category_id
    FROM movements AS movement
    CROSS JOIN LATERAL rollup.booking_of(movement.booking_id) AS booking
    CROSS JOIN LATERAL rollup.sub_category_of(
        booking.provider_id, booking.service_type
    ) AS kind;
END;
