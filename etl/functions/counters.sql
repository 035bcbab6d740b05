-- Counters that are stored beside the rows they count, and what counting gives. Triggers keep those
-- of providers (see triggers.sql) but for the disputes; these and the customers' are the
-- application's. A load with triggers on rows that were counted before counts them twice.

-- One row for each counter that is not what counting gives. A job counts while it is COMPLETED or
-- CANCELLED, as in etl.add_jobs; a rating is the average of what people can read.
-- Bookings are counted from an index alone: by provider, and by customer.
CREATE FUNCTION etl.counters_that_disagree()
RETURNS TABLE (relation text, id text, counter text, stored numeric, counted numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'provider_profiles', provider.id, counter.name, counter.stored, counter.counted
    FROM public.provider_profiles AS provider
    LEFT JOIN (
        SELECT
            provider_id,
            count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
            count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
            count(*) FILTER (WHERE status = 'DISPUTED') AS disputed
        FROM public.bookings
        GROUP BY provider_id
    ) AS job ON job.provider_id = provider.id
    LEFT JOIN (
        SELECT provider_id, avg(overall_rating)::numeric(3, 2) AS average
        FROM public.reviews
        WHERE is_published = true AND is_flagged = false
        GROUP BY provider_id
    ) AS rating ON rating.provider_id = provider.id
    CROSS JOIN LATERAL (
        VALUES
            ('total_jobs', provider.total_jobs::numeric,
                COALESCE(job.completed + job.cancelled, 0)::numeric),
            ('completed_jobs', provider.completed_jobs, COALESCE(job.completed, 0)),
            ('cancelled_jobs', provider.cancelled_jobs, COALESCE(job.cancelled, 0)),
            ('disputed_jobs', provider.disputed_jobs, COALESCE(job.disputed, 0)),
            ('average_rating', provider.average_rating, COALESCE(rating.average, 0))
    ) AS counter (name, stored, counted)
    WHERE counter.stored <> counter.counted
    UNION ALL
    SELECT 'customer_profiles', customer.id, counter.name, counter.stored, counter.counted
    FROM public.customer_profiles AS customer
    LEFT JOIN (
        SELECT
            customer_id,
            count(*) AS total,
            count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
            count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled
        FROM public.bookings
        GROUP BY customer_id
    ) AS booked ON booked.customer_id = customer.id
    CROSS JOIN LATERAL (
        VALUES
            ('total_bookings', customer.total_bookings::numeric,
                COALESCE(booked.total, 0)::numeric),
            ('completed_bookings', customer.completed_bookings, COALESCE(booked.completed, 0)),
            ('cancelled_bookings', customer.cancelled_bookings, COALESCE(booked.cancelled, 0))
    ) AS counter (name, stored, counted)
    WHERE counter.stored <> counter.counted;
END;

COMMENT ON FUNCTION etl.counters_that_disagree IS
    'Stored counters of providers and customers that are not what counting their rows gives.';
