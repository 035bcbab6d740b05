-- What happened in each of the last thirty minutes, the oldest first; the last has just begun.
CREATE VIEW analytics.live_minutes AS
SELECT
    known.minute,
    COALESCE(searched.searches, 0) AS searches,
    COALESCE(searched.zero_results, 0) AS zero_results,
    COALESCE(requested.requests, 0) AS requests
FROM generate_series(
    date_trunc('minute', now()) - interval '29 minutes', now(), interval '1 minute'
) AS known (minute)
LEFT JOIN (
    SELECT
        date_trunc('minute', created_at) AS minute,
        count(*) AS searches,
        count(*) FILTER (WHERE results_count = 0) AS zero_results
    FROM public.search_logs
    WHERE created_at >= date_trunc('minute', now()) - interval '29 minutes' AND created_at <= now()
    GROUP BY 1
) AS searched ON searched.minute = known.minute
LEFT JOIN (
    SELECT date_trunc('minute', created_at) AS minute, count(*) AS requests
    FROM public.bookings
    WHERE created_at >= date_trunc('minute', now()) - interval '29 minutes' AND created_at <= now()
    GROUP BY 1
) AS requested ON requested.minute = known.minute
ORDER BY known.minute;

COMMENT ON VIEW analytics.live_minutes IS
    'Searches, those that found nothing, and requests in each of the last thirty minutes.';
