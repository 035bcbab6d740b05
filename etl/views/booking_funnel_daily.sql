-- Bookings that ever reached each stage, by the business day on which they were requested, and by
-- the category and district that their provider belongs to now; sub_category_id is NULL for none.
CREATE VIEW analytics.booking_funnel_daily AS
SELECT
    day AS cohort_day, currency, category_id, district, requested, viewed, confirmed, started,
    completed, paid, reviewed, cancelled, cancelled_by_customer, cancelled_by_provider,
    cancelled_by_admin, cancelled_by_system, disputed, open, response_seconds_sum, response_count,
    completion_seconds_sum, completion_count, quoted_amount, final_amount,
    prepaid, sub_category_id
FROM rollup.booking_funnel;

COMMENT ON VIEW analytics.booking_funnel_daily IS
    'Bookings that ever reached each stage, by the day they were requested.';
