-- What the chosen providers, or one of them, did in each day, week (from Monday) or month, or in
-- the whole period at once.
-- Bookings and reviews count in every currency, amounts in the chosen one only.
-- Params: start, end, category, district, provider text or NULL, currency, grain text or NULL
-- Grain:  one row per step; counts are 0 and rates NULL where nothing happened
-- Reads:  analytics.provider_directory, analytics.provider_stats_daily
WITH days AS (
    SELECT CAST(:start AS date) + place AS day
    FROM generate_series(0, CAST(:end AS date) - CAST(:start AS date)) AS place
),
stats AS (
    SELECT daily.*
    FROM analytics.provider_stats_daily AS daily
    JOIN analytics.provider_directory AS provider USING (provider_id)
    WHERE daily.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text) IS NULL OR provider.category_id = CAST(:category AS text))
        AND (CAST(:district AS text) IS NULL OR provider.district = CAST(:district AS text))
        AND (CAST(:provider AS text) IS NULL OR provider_id = CAST(:provider AS text))
)
SELECT
    COALESCE(date_trunc(CAST(:grain AS text), day::timestamp)::date, CAST(:start AS date))
        AS period,
    min(day) AS first_day,
    max(day) AS last_day,
    count(DISTINCT stats.provider_id) AS active_providers,
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
LEFT JOIN stats USING (day)
GROUP BY period
ORDER BY period
