-- The bookings that are neither completed nor cancelled, as they are at this moment, by status; a
-- status without any has none. Where a booking is in it now is no part of any data version.
CREATE VIEW analytics.live_bookings AS
SELECT status::text AS status, counted.bookings
FROM unnest(enum_range(NULL::public.booking_status)) WITH ORDINALITY AS known (status, place)
-- By the index, status by status: those that are over are many.
CROSS JOIN LATERAL (
    SELECT count(*) AS bookings FROM public.bookings AS booking WHERE booking.status = known.status
) AS counted
WHERE known.status NOT IN ('COMPLETED', 'CANCELLED')
ORDER BY known.place;

COMMENT ON VIEW analytics.live_bookings IS 'Open bookings by their status, at this moment.';
