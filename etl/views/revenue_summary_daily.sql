-- Money by the day on which it moved: paid_at, for refunds refunded_at, for failures created_at.
-- The platform fee is the stored amount, else amount x percent, rounded to the paisa.
CREATE MATERIALIZED VIEW analytics.revenue_summary_daily AS
WITH movements AS (
    SELECT
        etl.business_day(paid_at) AS day, booking_id, currency, method,
        1 AS payments, amount AS gross_amount,
        COALESCE(platform_fee, round(amount * platform_fee_percent / 100, 2), 0) AS platform_fee,
        COALESCE(tax_amount, 0) AS tax_amount,
        COALESCE(provider_earnings, 0) AS provider_earnings,
        0 AS refunds, 0::numeric AS refund_amount, 0 AS failed_payments
    FROM public.payments
    WHERE paid_at IS NOT NULL AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT
        etl.business_day(refunded_at), booking_id, currency, method,
        0, 0, 0, 0, 0,
        1, COALESCE(refund_amount, CASE status WHEN 'REFUNDED' THEN amount ELSE 0 END), 0
    FROM public.payments
    WHERE refunded_at IS NOT NULL AND status IN ('REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT
        etl.business_day(created_at), booking_id, currency, method,
        0, 0, 0, 0, 0,
        0, 0, 1
    FROM public.payments
    WHERE status = 'FAILED'
)
SELECT
    movement.day,
    movement.currency,
    movement.method::text AS method,
    place.category_id,
    place.district,
    sum(movement.payments)::bigint AS payments,
    sum(movement.gross_amount) AS gross_amount,
    sum(movement.platform_fee) AS platform_fee,
    sum(movement.tax_amount) AS tax_amount,
    sum(movement.provider_earnings) AS provider_earnings,
    sum(movement.refunds)::bigint AS refunds,
    sum(movement.refund_amount) AS refund_amount,
    sum(movement.gross_amount) - sum(movement.refund_amount) AS net_amount,
    sum(movement.failed_payments)::bigint AS failed_payments
FROM movements AS movement
JOIN public.bookings AS booking ON booking.id = movement.booking_id
JOIN etl.provider_places AS place ON place.provider_id = booking.provider_id
GROUP BY 1, 2, 3, 4, 5;

CREATE UNIQUE INDEX revenue_summary_daily_key
    ON analytics.revenue_summary_daily (day, currency, method, category_id, district);
COMMENT ON MATERIALIZED VIEW analytics.revenue_summary_daily IS
    'Payments, fees, tax, earnings and refunds by the day on which the money moved.';
