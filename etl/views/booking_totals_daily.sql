-- Bookings by the day of their request: analytics.booking_funnel_daily, summed up.
CREATE VIEW analytics.booking_totals_daily AS
SELECT
    day AS cohort_day, currency, requested, viewed, confirmed, started, completed, paid, reviewed,
    cancelled, cancelled_by_customer, cancelled_by_provider, cancelled_by_admin,
    cancelled_by_system, disputed, open, response_seconds_sum, response_count,
    completion_seconds_sum, completion_count, quoted_amount, final_amount, prepaid
FROM rollup.booking_totals;

COMMENT ON VIEW analytics.booking_totals_daily IS
    'Bookings that ever reached each stage, by the day they were requested, all together.';
