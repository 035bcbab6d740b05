-- The days on which anything of the bookings' tables counts now or counted at the last refresh.
CREATE FUNCTION rollup.present_booking_days() RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT etl.business_day(event.at)
    FROM public.bookings
    CROSS JOIN LATERAL (
        VALUES (created_at), (confirmed_at), (completed_at), (cancelled_at)
    ) AS event (at)
    WHERE rollup.has_day(event.at)
    UNION
    SELECT etl.business_day(event.at)
    FROM public.payments
    CROSS JOIN LATERAL (VALUES (created_at), (paid_at), (refunded_at)) AS event (at)
    WHERE rollup.has_day(event.at)
    UNION
    SELECT etl.business_day(created_at) FROM public.reviews WHERE rollup.has_day(created_at)
    UNION
    SELECT etl.business_day(created_at)
    FROM public.booking_status_history
    WHERE status = 'DISPUTED' AND rollup.has_day(created_at)
    UNION
    SELECT day FROM rollup.provider_days
    UNION
    SELECT day FROM rollup.booking_cohorts
    UNION
    SELECT day FROM rollup.revenue_days
    UNION
    SELECT day FROM rollup.source_days;
END;
