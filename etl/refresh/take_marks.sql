-- Takes the marks that this transaction sees, each with its day or its provider; the days of marked
-- bookings and the providers of marked users are those that this transaction sees. `all_rows`
-- stands for every day or provider.
WITH marked_days AS (
    DELETE FROM etl.dirty_days RETURNING source, day
),
marked_bookings AS (
    DELETE FROM etl.dirty_bookings RETURNING source, booking_id
),
marked_providers AS (
    DELETE FROM etl.dirty_providers RETURNING source, provider_id, user_id
)
SELECT source, day, NULL AS provider_id, day IS NULL AS all_rows FROM marked_days
UNION
SELECT source, NULL, NULL, false FROM marked_bookings
UNION
SELECT 'booking_days', day, NULL, false
FROM rollup.days_of_bookings(ARRAY(SELECT DISTINCT booking_id FROM marked_bookings)) AS day
UNION
SELECT marked.source, NULL, COALESCE(marked.provider_id, provider.id), false
FROM marked_providers AS marked
LEFT JOIN public.provider_profiles AS provider ON provider.user_id = marked.user_id
