-- Money moved in each step of the period.
-- Params: start, end, category, district, currency, first_days and last_days of steps date arrays
-- Grain:  one row per step, zeros where nothing moved
-- Reads:  analytics.revenue_summary_daily
WITH steps AS (
    SELECT *
    FROM unnest(CAST(:first_days AS date[]), CAST(:last_days AS date[])) WITH ORDINALITY
        AS step (first_day, last_day, place)
)
SELECT
    steps.first_day,
    steps.last_day,
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
FROM steps
LEFT JOIN analytics.revenue_summary_daily AS revenue
    ON width_bucket(revenue.day, CAST(:first_days AS date[])) = steps.place
    AND revenue.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    AND revenue.currency = CAST(:currency AS text)
    AND (CAST(:category AS text) IS NULL OR revenue.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR revenue.district = CAST(:district AS text))
GROUP BY steps.place, steps.first_day, steps.last_day
ORDER BY steps.place
