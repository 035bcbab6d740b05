-- The marks that the next refresh would take now, each with its day or its provider.
SELECT source, day, NULL AS provider_id, day IS NULL AS all_rows FROM etl.dirty_days
UNION
SELECT source, NULL, NULL, false FROM etl.dirty_bookings
UNION
SELECT 'booking_days', day, NULL, false
FROM rollup.days_of_bookings(ARRAY(SELECT DISTINCT booking_id FROM etl.dirty_bookings)) AS day
UNION
SELECT marked.source, NULL, COALESCE(marked.provider_id, provider.id), false
FROM etl.dirty_providers AS marked
LEFT JOIN public.provider_profiles AS provider ON provider.user_id = marked.user_id
