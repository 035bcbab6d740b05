-- Money moved in the period, split by one dimension: method, category, district or currency.
-- Amounts of different currencies are never added up: split by another dimension, name a currency.
-- Params: dimension text, start and end date (inclusive), category, district, currency text or NULL
-- Grain:  one row per currency and value of the dimension with any movement
-- Reads:  analytics.revenue_summary_daily, analytics.categories
SELECT
    CASE CAST(:dimension AS text)
        WHEN 'method' THEN revenue.method
        WHEN 'category' THEN revenue.category_id
        WHEN 'district' THEN revenue.district
        WHEN 'currency' THEN revenue.currency
    END AS key,
    CASE CAST(:dimension AS text)
        WHEN 'method' THEN revenue.method
        WHEN 'category' THEN category.name
        WHEN 'district' THEN revenue.district
        WHEN 'currency' THEN revenue.currency
    END AS name,
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
JOIN analytics.categories AS category ON category.category_id = revenue.category_id
WHERE revenue.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    AND (CAST(:currency AS text) IS NULL OR revenue.currency = CAST(:currency AS text))
    AND (CAST(:category AS text) IS NULL OR revenue.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR revenue.district = CAST(:district AS text))
GROUP BY 1, 2, revenue.currency
ORDER BY gross_amount DESC, name, key
