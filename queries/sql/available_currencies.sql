-- The currencies in which bookings or payments were made, the most used first.
-- Params: none
-- Grain:  one row per currency
-- Reads:  analytics.booking_funnel_daily, analytics.revenue_summary_daily
-- Right:  LOOK
SELECT currency
FROM (
    SELECT currency, requested AS uses FROM analytics.booking_funnel_daily
    UNION ALL
    SELECT currency, payments FROM analytics.revenue_summary_daily
) AS used
GROUP BY currency
ORDER BY sum(uses) DESC, currency
