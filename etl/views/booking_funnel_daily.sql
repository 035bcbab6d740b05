-- Bookings that ever reached each stage, by the business day on which they were requested, and by
-- the category and district that their provider belongs to now.
CREATE MATERIALIZED VIEW analytics.booking_funnel_daily AS
SELECT
    cohort.day AS cohort_day,
    cohort.currency,
    place.category_id,
    place.district,
    sum(cohort.requested)::bigint AS requested,
    sum(cohort.viewed)::bigint AS viewed,
    sum(cohort.confirmed)::bigint AS confirmed,
    sum(cohort.started)::bigint AS started,
    sum(cohort.completed)::bigint AS completed,
    sum(cohort.paid)::bigint AS paid,
    sum(cohort.reviewed)::bigint AS reviewed,
    sum(cohort.cancelled)::bigint AS cancelled,
    sum(cohort.cancelled_by_customer)::bigint AS cancelled_by_customer,
    sum(cohort.cancelled_by_provider)::bigint AS cancelled_by_provider,
    sum(cohort.cancelled_by_admin)::bigint AS cancelled_by_admin,
    sum(cohort.cancelled_by_system)::bigint AS cancelled_by_system,
    sum(cohort.disputed)::bigint AS disputed,
    sum(cohort.open)::bigint AS open,
    sum(cohort.response_seconds_sum)::bigint AS response_seconds_sum,
    sum(cohort.response_count)::bigint AS response_count,
    sum(cohort.completion_seconds_sum) AS completion_seconds_sum,
    sum(cohort.completion_count)::bigint AS completion_count,
    sum(cohort.quoted_amount) AS quoted_amount,
    sum(cohort.final_amount) AS final_amount
FROM rollup.booking_cohorts AS cohort
JOIN etl.provider_places AS place ON place.provider_id = cohort.provider_id
GROUP BY 1, 2, 3, 4;

CREATE UNIQUE INDEX booking_funnel_daily_key
    ON analytics.booking_funnel_daily (cohort_day, currency, category_id, district);
COMMENT ON MATERIALIZED VIEW analytics.booking_funnel_daily IS
    'Bookings that ever reached each stage, by the day they were requested.';
