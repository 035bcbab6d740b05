-- The newest leap of the clock: two runs in a row, or the last one and now, that are further apart
-- than `farthest`, with no row of the marketplace to fill the gap. No row: none, or a person has
-- vouched for it. A leap that is itself long ago is forgotten.
-- Params: farthest (an interval)
WITH pairs AS (
    SELECT lag(at) OVER (ORDER BY at) AS last_run, at AS next_run
    FROM (
        SELECT started_at FROM etl.runs WHERE started_at <= clock_timestamp()
        UNION ALL
        SELECT clock_timestamp()
    ) AS seen (at)
)

SELECT last_run, newest.row AS newest_row, next_run, clock_timestamp() AS now
FROM pairs
CROSS JOIN LATERAL (
    -- The day before the leap's end does not count: the application's clock may have leapt first.
    SELECT nullif(greatest(booking.newest, search.newest, notification.newest), '-infinity') AS row
    FROM (SELECT next_run - interval '1 day') AS until (moment)
    CROSS JOIN LATERAL (
        SELECT max(created_at) AS newest FROM public.bookings WHERE created_at < until.moment
    ) AS booking
    CROSS JOIN LATERAL (
        SELECT max(created_at) AS newest FROM public.search_logs WHERE created_at < until.moment
    ) AS search
    CROSS JOIN LATERAL (
        SELECT max(created_at) AS newest FROM public.notifications WHERE created_at < until.moment
    ) AS notification
) AS newest
WHERE next_run - last_run > %(farthest)s
    AND next_run > clock_timestamp() - %(farthest)s
    AND (newest.row IS NULL OR next_run - newest.row > %(farthest)s)
    AND NOT EXISTS (
        SELECT FROM etl.runs
        WHERE started_at BETWEEN next_run AND clock_timestamp()
            AND arguments @> '{"trust_clock": true}'
    )
ORDER BY next_run DESC
LIMIT 1
