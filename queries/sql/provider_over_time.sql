-- What one provider did in each day, week (from Monday) or month, or in
-- the whole period at once.
-- Bookings and reviews count in every currency, amounts in the chosen one only.
-- Params: start and end date, provider, currency text, grain day, week, month, or NULL for one step
-- Grain:  one row per step; counts are 0 and rates NULL where nothing happened
-- Reads:  analytics.provider_stats_daily
WITH days AS (
    SELECT CAST(:start AS date) + place AS day
    FROM generate_series(0, CAST(:end AS date) - CAST(:start AS date)) AS place
)
SELECT
    COALESCE(date_trunc(CAST(:grain AS text), days.day::timestamp)::date, CAST(:start AS date))
        AS period,
    min(days.day) AS first_day,
    max(days.day) AS last_day,
    COALESCE(sum(stats.requested), 0)::bigint AS requested,
    COALESCE(sum(stats.confirmed), 0)::bigint AS confirmed,
    COALESCE(sum(stats.completed), 0)::bigint AS jobs_completed,
    COALESCE(sum(stats.cancelled), 0)::bigint AS jobs_cancelled,
    COALESCE(sum(stats.disputed), 0)::bigint AS disputed,
    sum(stats.completed) / NULLIF(sum(stats.completed) + sum(stats.cancelled), 0)
        AS job_completion_rate,
    COALESCE(sum(stats.gross_amount) FILTER (WHERE stats.currency = CAST(:currency AS text)), 0)
        AS gross_amount,
    COALESCE(sum(stats.provider_earnings)
        FILTER (WHERE stats.currency = CAST(:currency AS text)), 0) AS provider_earnings,
    COALESCE(sum(stats.reviews), 0)::bigint AS reviews,
    sum(stats.rating_sum) / NULLIF(sum(stats.reviews), 0) AS rating,
    sum(stats.response_seconds_sum) / NULLIF(sum(stats.response_count), 0) AS response_seconds
FROM days
LEFT JOIN analytics.provider_stats_daily AS stats
    ON stats.day = days.day AND stats.provider_id = CAST(:provider AS text)
GROUP BY period
ORDER BY period
