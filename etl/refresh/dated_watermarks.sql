-- Rows and newest change of each source table of the analytics schema that has days: these are
-- counted day by day already, and need not be counted for each version. Of days of searches that
-- were archived, all rows; of the status history the disputes, which is what is read of it.
-- Params: last_days date[] (the last day on which people searched, if there is one)
-- Returns: source, count, newest (ISO time or NULL)
SELECT counted.source, counted.rows, to_json(counted.newest) #>> '{}'
FROM (
    SELECT
        COALESCE(sum(bookings), 0)::bigint AS bookings,
        max(bookings_newest) AS bookings_newest,
        COALESCE(sum(payments), 0)::bigint AS payments,
        max(payments_newest) AS payments_newest,
        COALESCE(sum(reviews), 0)::bigint AS reviews,
        max(reviews_newest) AS reviews_newest,
        COALESCE(sum(disputes), 0)::bigint AS disputes,
        max(disputes_newest) AS disputes_newest
    FROM rollup.source_days
) AS total
CROSS JOIN LATERAL (VALUES
    ('bookings', bookings, bookings_newest),
    ('payments', payments, payments_newest),
    ('reviews', reviews, reviews_newest),
    ('booking_status_history', disputes, disputes_newest)
) AS counted (source, rows, newest)
UNION ALL
SELECT 'search_logs', (SELECT COALESCE(sum(searches), 0)::bigint FROM rollup.search_days),
    to_json(max(created_at)) #>> '{}'
FROM public.search_logs
WHERE created_at >= rollup.start_of(%(last_days)s)
