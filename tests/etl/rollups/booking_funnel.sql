-- The funnel booking by booking, as its definition says it: each mark is a fact of its own, a later
-- stage implies those before it, and a payment is none of them before completion.
CREATE VIEW naive.booking_funnel_daily AS
WITH facts AS (
    SELECT
        booking.*,
        EXISTS (SELECT FROM public.reviews WHERE booking_id = booking.id) AS reviewed,
        EXISTS (
            SELECT FROM public.payments
            WHERE booking_id = booking.id AND paid_at IS NOT NULL
                AND status::text IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
        ) AS has_payment,
        status = 'DISPUTED' OR EXISTS (
            SELECT FROM public.booking_status_history AS history
            WHERE history.booking_id = booking.id AND history.status = 'DISPUTED'
        ) AS disputed
    FROM public.bookings AS booking
    WHERE naive.business_day(created_at) IS NOT NULL
),
completed AS (
    SELECT *, reviewed OR completed_at IS NOT NULL OR status = 'COMPLETED' AS completed
    FROM facts
),
started AS (
    SELECT *, completed OR started_at IS NOT NULL OR status = 'IN_PROGRESS' AS started
    FROM completed
),
confirmed AS (
    SELECT *, started OR confirmed_at IS NOT NULL OR status = 'CONFIRMED' AS confirmed
    FROM started
),
viewed AS (
    SELECT *,
        confirmed OR provider_viewed_at IS NOT NULL OR provider_response_time IS NOT NULL AS viewed,
        CASE WHEN naive.business_day(completed_at) IS NOT NULL AND completed_at >= created_at
            THEN extract(EPOCH FROM completed_at - created_at) END AS completion_seconds
    FROM confirmed
)
SELECT
    etl.business_day(booking.created_at) AS cohort_day,
    booking.currency,
    place.category_id,
    place.district,
    count(*) AS requested,
    sum(viewed::integer) AS viewed,
    sum(confirmed::integer) AS confirmed,
    sum(started::integer) AS started,
    sum(completed::integer) AS completed,
    sum((completed AND (has_payment OR reviewed))::integer) AS paid,
    sum(reviewed::integer) AS reviewed,
    sum((status = 'CANCELLED')::integer) AS cancelled,
    sum((status = 'CANCELLED' AND cancelled_by IS NOT DISTINCT FROM 'CUSTOMER')::integer)
        AS cancelled_by_customer,
    sum((status = 'CANCELLED' AND cancelled_by IS NOT DISTINCT FROM 'PROVIDER')::integer)
        AS cancelled_by_provider,
    sum((status = 'CANCELLED' AND cancelled_by IS NOT DISTINCT FROM 'ADMIN')::integer)
        AS cancelled_by_admin,
    sum((status = 'CANCELLED' AND cancelled_by IS NOT DISTINCT FROM 'SYSTEM')::integer)
        AS cancelled_by_system,
    sum(disputed::integer) AS disputed,
    sum((status IN ('PENDING', 'CONFIRMED', 'IN_PROGRESS'))::integer) AS open,
    COALESCE(sum(provider_response_time), 0) AS response_seconds_sum,
    count(provider_response_time) AS response_count,
    COALESCE(sum(completion_seconds), 0) AS completion_seconds_sum,
    count(completion_seconds) AS completion_count,
    COALESCE(sum(quoted_price), 0) AS quoted_amount,
    COALESCE(sum(final_price), 0) AS final_amount,
    sum((has_payment AND NOT completed)::integer) AS prepaid
FROM viewed AS booking
JOIN etl.provider_places AS place ON place.provider_id = booking.provider_id
GROUP BY 1, 2, 3, 4;
