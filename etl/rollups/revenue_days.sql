-- Money of each provider by the day on which it moved (paid_at, for refunds refunded_at, for
-- failures created_at) and by sub-category, NULL for none. The platform fee is the stored amount,
-- else amount x percent, rounded to the paisa.
CREATE TABLE rollup.revenue_days (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    payments bigint NOT NULL,
    gross_amount numeric NOT NULL,
    platform_fee numeric NOT NULL,
    tax_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    refunds bigint NOT NULL,
    refund_amount numeric NOT NULL,
    failed_payments bigint NOT NULL,
    sub_category_id text,
    CONSTRAINT revenue_days_key UNIQUE NULLS NOT DISTINCT
        (day, provider_id, currency, method, sub_category_id)
);

CREATE INDEX revenue_days_provider ON rollup.revenue_days (provider_id, day);

CREATE FUNCTION rollup.compute_revenue_days(days date[]) RETURNS SETOF rollup.revenue_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH movements AS (
        SELECT
            span.day, payment.booking_id, payment.currency, payment.method,
            1 AS payments, payment.amount AS gross_amount,
            COALESCE(
                payment.platform_fee, round(payment.amount * payment.platform_fee_percent / 100, 2),
                0
            ) AS platform_fee,
            COALESCE(payment.tax_amount, 0) AS tax_amount,
            COALESCE(payment.provider_earnings, 0) AS provider_earnings,
            0 AS refunds, 0::numeric AS refund_amount, 0 AS failed_payments
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT
                booking_id, currency, method, amount, platform_fee, platform_fee_percent,
                tax_amount, provider_earnings
            FROM public.payments
            WHERE paid_at >= span.starts_at AND paid_at < span.ends_at
                AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
        UNION ALL
        SELECT
            span.day, payment.booking_id, payment.currency, payment.method,
            0, 0, 0, 0, 0,
            1,
            COALESCE(
                payment.refund_amount,
                CASE payment.status WHEN 'REFUNDED' THEN payment.amount ELSE 0 END
            ),
            0
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT booking_id, currency, method, status, amount, refund_amount
            FROM public.payments
            WHERE refunded_at >= span.starts_at AND refunded_at < span.ends_at
                AND status IN ('REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
        UNION ALL
        SELECT
            span.day, payment.booking_id, payment.currency, payment.method,
            0, 0, 0, 0, 0,
            0, 0, 1
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT booking_id, currency, method FROM public.payments
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
                AND status = 'FAILED'
            OFFSET 0
        ) AS payment
    )
    SELECT
        movement.day,
        booking.provider_id,
        movement.currency,
        movement.method::text AS method,
        sum(movement.payments)::bigint AS payments,
        sum(movement.gross_amount) AS gross_amount,
        sum(movement.platform_fee) AS platform_fee,
        sum(movement.tax_amount) AS tax_amount,
        sum(movement.provider_earnings) AS provider_earnings,
        sum(movement.refunds)::bigint AS refunds,
        sum(movement.refund_amount) AS refund_amount,
        sum(movement.failed_payments)::bigint AS failed_payments,
        kind.sub_category_id
    FROM movements AS movement
    CROSS JOIN LATERAL rollup.booking_of(movement.booking_id) AS booking
    CROSS JOIN LATERAL rollup.sub_category_of(
        booking.provider_id, booking.service_type
    ) AS kind
    GROUP BY
        movement.day, booking.provider_id, movement.currency, movement.method,
        kind.sub_category_id;
END;
