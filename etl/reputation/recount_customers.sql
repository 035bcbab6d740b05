-- The booking counters of customers, from their bookings. Params: ids
UPDATE public.customer_profiles AS customer
SET total_bookings = booked.total,
    completed_bookings = booked.completed,
    cancelled_bookings = booked.cancelled
FROM (
    SELECT
        wanted.id,
        count(booking.id) AS total,
        count(*) FILTER (WHERE booking.status = 'COMPLETED') AS completed,
        count(*) FILTER (WHERE booking.status = 'CANCELLED') AS cancelled
    FROM unnest(%(ids)s::text[]) AS wanted (id)
    LEFT JOIN public.bookings AS booking ON booking.customer_id = wanted.id
    GROUP BY wanted.id
) AS booked
WHERE customer.id = booked.id
