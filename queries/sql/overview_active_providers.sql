-- How many different providers had a booking, payment or review event in the period.
-- Params: start and end date (inclusive), category, district text or NULL
-- Grain:  one row
-- Reads:  analytics.provider_stats_daily, analytics.provider_directory
SELECT count(DISTINCT stats.provider_id) AS active_providers
FROM analytics.provider_stats_daily AS stats
JOIN analytics.provider_directory AS provider ON provider.provider_id = stats.provider_id
WHERE stats.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    AND (CAST(:category AS text) IS NULL OR provider.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR provider.district = CAST(:district AS text))
