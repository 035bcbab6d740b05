-- The job counters of providers, from their bookings: a job counts while it is COMPLETED or
-- CANCELLED, as in etl.add_jobs. Params: ids
UPDATE public.provider_profiles AS provider
SET total_jobs = job.completed + job.cancelled,
    completed_jobs = job.completed,
    cancelled_jobs = job.cancelled,
    disputed_jobs = job.disputed
FROM (
    SELECT
        wanted.id,
        count(*) FILTER (WHERE booking.status = 'COMPLETED') AS completed,
        count(*) FILTER (WHERE booking.status = 'CANCELLED') AS cancelled,
        count(*) FILTER (WHERE booking.status = 'DISPUTED') AS disputed
    FROM unnest(%(ids)s::text[]) AS wanted (id)
    LEFT JOIN public.bookings AS booking ON booking.provider_id = wanted.id
    GROUP BY wanted.id
) AS job
WHERE provider.id = job.id
