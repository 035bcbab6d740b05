-- Money by the day on which it moved, and by the category and district that the provider belongs to
-- now; sub_category_id is NULL for none.
CREATE VIEW analytics.revenue_summary_daily AS
SELECT
    day, currency, method, category_id, district, payments, gross_amount, platform_fee, tax_amount,
    provider_earnings, refunds, refund_amount, net_amount, failed_payments,
    sub_category_id
FROM rollup.revenue_summary;

COMMENT ON VIEW analytics.revenue_summary_daily IS
    'Payments, fees, tax, earnings and refunds by the day on which the money moved.';
