-- Money by the day on which it moved: analytics.revenue_summary_daily, summed up.
CREATE VIEW analytics.revenue_totals_daily AS
SELECT
    day, currency, payments, gross_amount, platform_fee, tax_amount, provider_earnings, refunds,
    refund_amount, net_amount, failed_payments
FROM rollup.revenue_totals;

COMMENT ON VIEW analytics.revenue_totals_daily IS
    'Payments, fees, tax, earnings and refunds by day, all together.';
