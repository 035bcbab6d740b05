-- How many of the bookings requested in the period ever reached each stage, and how many were lost.
-- Params: start and end date (inclusive), category, district text or NULL
-- Grain:  one row per stage, in order
-- Reads:  analytics.booking_funnel_daily
WITH totals AS (
    SELECT
        COALESCE(sum(requested), 0)::bigint AS requested,
        COALESCE(sum(viewed), 0)::bigint AS viewed,
        COALESCE(sum(confirmed), 0)::bigint AS confirmed,
        COALESCE(sum(started), 0)::bigint AS started,
        COALESCE(sum(completed), 0)::bigint AS completed,
        COALESCE(sum(paid), 0)::bigint AS paid,
        COALESCE(sum(reviewed), 0)::bigint AS reviewed
    FROM analytics.booking_funnel_daily
    WHERE cohort_day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text) IS NULL OR category_id = CAST(:category AS text))
        AND (CAST(:district AS text) IS NULL OR district = CAST(:district AS text))
)
SELECT
    stage.name AS stage,
    stage.bookings,
    stage.bookings::numeric / NULLIF(totals.requested, 0) AS share_of_requested,
    stage.bookings::numeric / NULLIF(lag(stage.bookings) OVER stages, 0) AS stage_conversion,
    lag(stage.bookings) OVER stages - stage.bookings AS lost
FROM totals
CROSS JOIN LATERAL (VALUES
    (0, 'requested', totals.requested),
    (1, 'viewed', totals.viewed),
    (2, 'confirmed', totals.confirmed),
    (3, 'started', totals.started),
    (4, 'completed', totals.completed),
    (5, 'paid', totals.paid),
    (6, 'reviewed', totals.reviewed)
) AS stage (place, name, bookings)
WINDOW stages AS (ORDER BY stage.place)
ORDER BY stage.place
