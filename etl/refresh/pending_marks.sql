-- The marks that this transaction sees, each with its day or its provider; the days of marked
-- bookings and the providers of marked users are those that this transaction sees. `all_rows`
-- stands for every day or provider.
SELECT source, day, NULL AS provider_id, day IS NULL AS all_rows FROM etl.day_marks
UNION
SELECT 'bookings', day, NULL, false FROM rollup.days_of_versions() AS day
UNION
SELECT marked.source, etl.business_day(moment.at), NULL, false
FROM etl.booking_marks AS marked
LEFT JOIN LATERAL unnest(marked.left_at) AS moment (at) ON rollup.has_day(moment.at)
UNION
SELECT 'booking_days', day, NULL, false
FROM rollup.days_of_bookings(ARRAY(SELECT rollup.bookings_to_expand())) AS day
UNION
SELECT marked.source, NULL, COALESCE(marked.provider_id, provider.id), false
FROM etl.provider_marks AS marked
LEFT JOIN public.provider_profiles AS provider ON provider.user_id = marked.user_id
UNION
SELECT 'search_bookings', day, NULL, false FROM rollup.days_of_booked_searches() AS day
UNION
SELECT 'search_bookings', NULL, NULL, true FROM etl.day_marks
WHERE source = 'bookings' AND day IS NULL
