-- What providers did on each day, in every currency: jobs completed, reviews received.
-- Params: start and end date (inclusive), category, district text or NULL
-- Grain:  one row per business day
-- Reads:  analytics.provider_stats_daily, analytics.provider_directory
WITH activity AS (
    SELECT stats.*
    FROM analytics.provider_stats_daily AS stats
    JOIN analytics.provider_directory AS provider ON provider.provider_id = stats.provider_id
    WHERE stats.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text) IS NULL OR provider.category_id = CAST(:category AS text))
        AND (CAST(:district AS text) IS NULL OR provider.district = CAST(:district AS text))
),
days AS (
    SELECT CAST(:start AS date) + place AS day
    FROM generate_series(0, CAST(:end AS date) - CAST(:start AS date)) AS place
)
SELECT
    days.day,
    count(DISTINCT activity.provider_id) AS active_providers,
    COALESCE(sum(activity.completed), 0)::bigint AS jobs_completed,
    COALESCE(sum(activity.reviews), 0)::bigint AS reviews,
    COALESCE(sum(activity.rating_sum), 0)::bigint AS rating_sum,
    sum(activity.rating_sum) / NULLIF(sum(activity.reviews), 0) AS rating
FROM days
LEFT JOIN activity ON activity.day = days.day
GROUP BY days.day
ORDER BY days.day
