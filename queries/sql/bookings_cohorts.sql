-- How far the bookings requested in each step of the period came until now.
-- Bookings count in every currency; cohorts without a request have zeros.
-- Params: start and end date, category, district, first_days and last_days of the steps date arrays
-- Grain:  one row per step, a cohort
-- Reads:  analytics.booking_funnel_daily
WITH steps AS (
    SELECT *
    FROM unnest(CAST(:first_days AS date[]), CAST(:last_days AS date[])) WITH ORDINALITY
        AS step (first_day, last_day, place)
)
SELECT
    steps.first_day,
    steps.last_day,
    COALESCE(sum(funnel.requested), 0)::bigint AS requested,
    COALESCE(sum(funnel.viewed), 0)::bigint AS viewed,
    COALESCE(sum(funnel.confirmed), 0)::bigint AS confirmed,
    COALESCE(sum(funnel.started), 0)::bigint AS started,
    COALESCE(sum(funnel.completed), 0)::bigint AS completed,
    COALESCE(sum(funnel.paid), 0)::bigint AS paid,
    COALESCE(sum(funnel.reviewed), 0)::bigint AS reviewed,
    COALESCE(sum(funnel.prepaid), 0)::bigint AS prepaid,
    COALESCE(sum(funnel.cancelled), 0)::bigint AS cancelled,
    COALESCE(sum(funnel.cancelled_by_customer), 0)::bigint AS cancelled_by_customer,
    COALESCE(sum(funnel.cancelled_by_provider), 0)::bigint AS cancelled_by_provider,
    COALESCE(sum(funnel.cancelled_by_admin), 0)::bigint AS cancelled_by_admin,
    COALESCE(sum(funnel.cancelled_by_system), 0)::bigint AS cancelled_by_system,
    COALESCE(sum(funnel.disputed), 0)::bigint AS disputed,
    COALESCE(sum(funnel.open), 0)::bigint AS open,
    COALESCE(sum(funnel.response_seconds_sum), 0)::bigint AS response_seconds_sum,
    COALESCE(sum(funnel.response_count), 0)::bigint AS response_count,
    COALESCE(sum(funnel.completion_seconds_sum), 0) AS completion_seconds_sum,
    COALESCE(sum(funnel.completion_count), 0)::bigint AS completion_count,
    sum(funnel.viewed) / NULLIF(sum(funnel.requested), 0) AS viewed_rate,
    sum(funnel.confirmed) / NULLIF(sum(funnel.requested), 0) AS confirmed_rate,
    sum(funnel.started) / NULLIF(sum(funnel.requested), 0) AS started_rate,
    sum(funnel.completed) / NULLIF(sum(funnel.requested), 0) AS conversion_rate,
    sum(funnel.paid) / NULLIF(sum(funnel.requested), 0) AS paid_rate,
    sum(funnel.reviewed) / NULLIF(sum(funnel.requested), 0) AS reviewed_rate,
    sum(funnel.cancelled) / NULLIF(sum(funnel.requested), 0) AS cancellation_rate,
    sum(funnel.disputed) / NULLIF(sum(funnel.requested), 0) AS dispute_rate,
    sum(funnel.response_seconds_sum) / NULLIF(sum(funnel.response_count), 0) AS response_seconds,
    sum(funnel.completion_seconds_sum) / NULLIF(sum(funnel.completion_count), 0)
        AS completion_seconds
FROM steps
LEFT JOIN analytics.booking_funnel_daily AS funnel
    ON width_bucket(funnel.cohort_day, CAST(:first_days AS date[])) = steps.place
    AND funnel.cohort_day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    AND (CAST(:category AS text) IS NULL OR funnel.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR funnel.district = CAST(:district AS text))
GROUP BY steps.place, steps.first_day, steps.last_day
ORDER BY steps.place
