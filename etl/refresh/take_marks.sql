-- Takes the marks that this transaction sees, each with its day; the days of marked bookings are
-- those that this transaction sees. `all_days` stands for every day.
WITH marked_days AS (
    DELETE FROM etl.dirty_days RETURNING source, day
),
marked_bookings AS (
    DELETE FROM etl.dirty_bookings RETURNING source, booking_id
)
SELECT source, day, day IS NULL AS all_days FROM marked_days
UNION
SELECT source, NULL, false FROM marked_bookings
UNION
SELECT 'booking_days', day, false
FROM rollup.days_of_bookings(ARRAY(SELECT DISTINCT booking_id FROM marked_bookings)) AS day
