-- Money by the day on which it moved, and by the category and district that the provider belongs to
-- now.
CREATE MATERIALIZED VIEW analytics.revenue_summary_daily AS
SELECT
    revenue.day,
    revenue.currency,
    revenue.method,
    place.category_id,
    place.district,
    sum(revenue.payments)::bigint AS payments,
    sum(revenue.gross_amount) AS gross_amount,
    sum(revenue.platform_fee) AS platform_fee,
    sum(revenue.tax_amount) AS tax_amount,
    sum(revenue.provider_earnings) AS provider_earnings,
    sum(revenue.refunds)::bigint AS refunds,
    sum(revenue.refund_amount) AS refund_amount,
    sum(revenue.gross_amount) - sum(revenue.refund_amount) AS net_amount,
    sum(revenue.failed_payments)::bigint AS failed_payments
FROM rollup.revenue_days AS revenue
JOIN etl.provider_places AS place ON place.provider_id = revenue.provider_id
GROUP BY 1, 2, 3, 4, 5;

CREATE UNIQUE INDEX revenue_summary_daily_key
    ON analytics.revenue_summary_daily (day, currency, method, category_id, district);
COMMENT ON MATERIALIZED VIEW analytics.revenue_summary_daily IS
    'Payments, fees, tax, earnings and refunds by the day on which the money moved.';
