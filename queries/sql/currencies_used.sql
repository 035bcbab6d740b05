-- In which currencies the chosen providers, or one of them, had anything in the period, and how
-- much customers paid in each: amounts of different currencies are never added up.
-- Params: start and end date (inclusive), category, district, provider text or NULL
-- Grain:  one row per currency with any booking, payment or review event, most bookings first
-- Reads:  analytics.provider_stats_daily, analytics.provider_directory
SELECT
    daily.currency,
    sum(daily.requested)::bigint AS requested,
    sum(daily.gross_amount) AS gross_amount
FROM analytics.provider_stats_daily AS daily
JOIN analytics.provider_directory AS provider USING (provider_id)
WHERE daily.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    AND (CAST(:category AS text) IS NULL OR provider.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR provider.district = CAST(:district AS text))
    AND (CAST(:provider AS text) IS NULL OR provider_id = CAST(:provider AS text))
GROUP BY daily.currency
ORDER BY requested DESC, daily.currency
