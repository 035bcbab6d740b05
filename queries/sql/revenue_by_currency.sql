-- Money moved in the period, each currency for itself.
-- Params: start and end date (inclusive), category, district text or NULL
-- Grain:  one row per currency with any movement
-- Reads:  analytics.revenue_summary_daily
SELECT
    revenue.currency,
    sum(revenue.payments)::bigint AS payments,
    sum(revenue.gross_amount) AS gross_amount,
    sum(revenue.platform_fee) AS platform_fee,
    sum(revenue.tax_amount) AS tax_amount,
    sum(revenue.provider_earnings) AS provider_earnings,
    sum(revenue.refunds)::bigint AS refunds,
    sum(revenue.refund_amount) AS refund_amount,
    sum(revenue.net_amount) AS net_amount,
    sum(revenue.failed_payments)::bigint AS failed_payments,
    sum(revenue.platform_fee) / NULLIF(sum(revenue.gross_amount), 0) AS take_rate,
    sum(revenue.refund_amount) / NULLIF(sum(revenue.gross_amount), 0) AS refund_rate,
    sum(revenue.gross_amount) / NULLIF(sum(revenue.payments), 0) AS average_payment,
    sum(revenue.failed_payments) / NULLIF(sum(revenue.payments + revenue.failed_payments), 0)
        AS failure_rate
FROM analytics.revenue_summary_daily AS revenue
WHERE revenue.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    AND (CAST(:category AS text) IS NULL OR revenue.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR revenue.district = CAST(:district AS text))
GROUP BY revenue.currency
ORDER BY payments DESC, currency
