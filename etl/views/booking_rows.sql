-- The bookings that numbers are made of, one by one, as they count in the published version. For
-- the admin reader alone, who reads for those who may see rows: no screen shows one by mistake. No
-- customer, no name but the provider's.
CREATE VIEW admin.booking_rows AS
SELECT
    booking.day AS cohort_day, booking.booking_id, booking.requested_at, booking.status,
    booking.provider_id, provider.name AS provider, place.category_id, provider.category,
    place.district, booking.currency,
    1 AS requested,
    (booking.stage >= 1)::integer AS viewed,
    (booking.stage >= 2)::integer AS confirmed,
    (booking.stage >= 3)::integer AS started,
    (booking.stage >= 4)::integer AS completed,
    (booking.stage >= 5)::integer AS paid,
    (booking.stage >= 6)::integer AS reviewed,
    booking.is_prepaid::integer AS prepaid,
    (booking.status = 'CANCELLED')::integer AS cancelled,
    (booking.cancelled_by IS NOT DISTINCT FROM 'CUSTOMER')::integer AS cancelled_by_customer,
    (booking.cancelled_by IS NOT DISTINCT FROM 'PROVIDER')::integer AS cancelled_by_provider,
    (booking.cancelled_by IS NOT DISTINCT FROM 'ADMIN')::integer AS cancelled_by_admin,
    (booking.cancelled_by IS NOT DISTINCT FROM 'SYSTEM')::integer AS cancelled_by_system,
    booking.is_disputed::integer AS disputed,
    (booking.status IN ('PENDING', 'CONFIRMED', 'IN_PROGRESS'))::integer AS open,
    COALESCE(booking.response_seconds, 0) AS response_seconds_sum,
    (booking.response_seconds IS NOT NULL)::integer AS response_count,
    COALESCE(booking.completion_seconds, 0) AS completion_seconds_sum,
    (booking.completion_seconds IS NOT NULL)::integer AS completion_count,
    COALESCE(booking.quoted_amount, 0) AS quoted_amount,
    COALESCE(booking.final_amount, 0) AS final_amount,
    booking.sub_category_id
FROM rollup.booking_rows AS booking
JOIN rollup.provider_places AS place ON place.provider_id = booking.provider_id
JOIN rollup.provider_directory AS provider ON provider.provider_id = booking.provider_id;

COMMENT ON VIEW admin.booking_rows IS 'The bookings behind numbers, as the version counts them.';
