-- Sources of which not as many rows are stored as are counted by day or marked since. Bookings can
-- be reckoned with at any time: each that came or went is marked as a version. The others are left
-- out while any change of them waits.
WITH counted AS (
    SELECT sum(bookings) AS bookings, sum(payments) AS payments, sum(reviews) AS reviews
    FROM rollup.source_days
),

reckoned AS (
    SELECT
        'bookings' AS source,
        (SELECT count(*) FROM public.bookings WHERE rollup.has_day(created_at)) AS stored,
        COALESCE((SELECT bookings FROM counted), 0) + COALESCE((
            SELECT sum(change) FROM etl.booking_versions WHERE rollup.has_day(created_at)
        ), 0) AS known
    UNION ALL
    SELECT
        'payments',
        (SELECT count(*) FROM public.payments WHERE rollup.has_day(created_at)),
        COALESCE((SELECT payments FROM counted), 0)
    UNION ALL
    SELECT
        'reviews',
        (SELECT count(*) FROM public.reviews WHERE rollup.has_day(created_at)),
        COALESCE((SELECT reviews FROM counted), 0)
)

SELECT source, stored, known
FROM reckoned
WHERE stored <> known
    AND NOT EXISTS (
        SELECT FROM etl.day_marks WHERE day IS NULL AND day_marks.source = reckoned.source
    )
    AND NOT EXISTS (
        SELECT FROM etl.booking_marks WHERE booking_marks.source = reckoned.source
    )
ORDER BY source
