-- Money moved in each day, week (from Monday) or month, or in the whole period at once.
-- Params: start and end date, category, district, currency, grain day, week, month, or NULL for one
-- Grain:  one row per step, zeros where nothing moved; first_day and last_day are what counts of it
-- Reads:  analytics.revenue_summary_daily
WITH days AS (
    SELECT CAST(:start AS date) + place AS day
    FROM generate_series(0, CAST(:end AS date) - CAST(:start AS date)) AS place
)
SELECT
    COALESCE(date_trunc(CAST(:grain AS text), days.day::timestamp)::date, CAST(:start AS date))
        AS period,
    min(days.day) AS first_day,
    max(days.day) AS last_day,
    COALESCE(sum(revenue.payments), 0)::bigint AS payments,
    COALESCE(sum(revenue.gross_amount), 0) AS gross_amount,
    COALESCE(sum(revenue.platform_fee), 0) AS platform_fee,
    COALESCE(sum(revenue.tax_amount), 0) AS tax_amount,
    COALESCE(sum(revenue.provider_earnings), 0) AS provider_earnings,
    COALESCE(sum(revenue.refunds), 0)::bigint AS refunds,
    COALESCE(sum(revenue.refund_amount), 0) AS refund_amount,
    COALESCE(sum(revenue.net_amount), 0) AS net_amount,
    COALESCE(sum(revenue.failed_payments), 0)::bigint AS failed_payments,
    sum(revenue.platform_fee) / NULLIF(sum(revenue.gross_amount), 0) AS take_rate,
    sum(revenue.refund_amount) / NULLIF(sum(revenue.gross_amount), 0) AS refund_rate,
    sum(revenue.gross_amount) / NULLIF(sum(revenue.payments), 0) AS average_payment,
    sum(revenue.failed_payments) / NULLIF(sum(revenue.payments + revenue.failed_payments), 0)
        AS failure_rate
FROM days
LEFT JOIN analytics.revenue_summary_daily AS revenue
    ON revenue.day = days.day
    AND revenue.currency = CAST(:currency AS text)
    AND (CAST(:category AS text) IS NULL OR revenue.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR revenue.district = CAST(:district AS text))
GROUP BY period
ORDER BY period
