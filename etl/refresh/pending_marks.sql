-- The marks that the next refresh would take now, each with its day.
SELECT source, day, day IS NULL AS all_days FROM etl.dirty_days
UNION
SELECT source, NULL, false FROM etl.dirty_bookings
UNION
SELECT 'booking_days', day, false
FROM rollup.days_of_bookings(ARRAY(SELECT DISTINCT booking_id FROM etl.dirty_bookings)) AS day
