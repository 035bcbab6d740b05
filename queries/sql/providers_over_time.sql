-- What the chosen providers, or one of them, did in each step of the period.
-- Bookings and reviews count in every currency, amounts in the chosen one only.
-- Params: start, end, category, district, provider, currency, first_days and last_days of steps
-- Grain:  one row per step; counts are 0 and rates NULL where nothing happened
-- Reads:  analytics.provider_directory, analytics.provider_stats_daily
WITH steps AS (
    SELECT *
    FROM unnest(CAST(:first_days AS date[]), CAST(:last_days AS date[])) WITH ORDINALITY
        AS step (first_day, last_day, place)
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
    steps.first_day,
    steps.last_day,
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
FROM steps
LEFT JOIN stats ON width_bucket(stats.day, CAST(:first_days AS date[])) = steps.place
GROUP BY steps.place, steps.first_day, steps.last_day
ORDER BY steps.place
