-- Counters, ratings and scores of a freshly loaded marketplace, from its rows: what the triggers
-- and the application would have counted one by one. Runs with the triggers off.

-- A job counts while its status is COMPLETED or CANCELLED, as in etl.add_jobs. Of the requests that
-- are settled, accepted ones were confirmed; of the confirmed ones, completed ones were finished.
WITH jobs AS (
    SELECT
        provider_id,
        count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
        count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
        count(*) FILTER (WHERE status = 'DISPUTED') AS disputed,
        count(*) FILTER (WHERE status <> 'PENDING') AS settled,
        count(*) FILTER (WHERE confirmed_at IS NOT NULL) AS confirmed,
        count(*) FILTER (WHERE confirmed_at IS NOT NULL AND status IN ('COMPLETED', 'CANCELLED'))
            AS ended,
        count(*) FILTER (WHERE confirmed_at IS NOT NULL AND status = 'COMPLETED') AS finished,
        round(avg(provider_response_time)) AS response_seconds
    FROM bookings
    GROUP BY provider_id
),

earnings AS (
    SELECT
        booking.provider_id,
        sum(payment.provider_earnings)
            FILTER (WHERE payment.status IN ('COMPLETED', 'PARTIALLY_REFUNDED')) AS earned,
        sum(payment.provider_earnings) FILTER (WHERE payment.status = 'PENDING') AS pending
    FROM payments AS payment
    JOIN bookings AS booking ON booking.id = payment.booking_id
    GROUP BY booking.provider_id
)

UPDATE provider_profiles AS provider
SET total_jobs = jobs.completed + jobs.cancelled,
    completed_jobs = jobs.completed,
    cancelled_jobs = jobs.cancelled,
    disputed_jobs = jobs.disputed,
    response_time_seconds = coalesce(jobs.response_seconds, 0),
    acceptance_rate = coalesce(round(100.0 * jobs.confirmed / nullif(jobs.settled, 0), 2), 0),
    completion_rate = coalesce(round(100.0 * jobs.finished / nullif(jobs.ended, 0), 2), 0),
    total_earnings = coalesce(earnings.earned, 0),
    pending_earnings = coalesce(earnings.pending, 0)
FROM jobs
LEFT JOIN earnings USING (provider_id)
WHERE provider.id = jobs.provider_id;

SELECT etl.rate_providers(array_agg(DISTINCT provider_id)) FROM reviews;

SELECT etl.rescore_providers(array_agg(id)) FROM provider_profiles;

-- What a customer spent is what was paid and not paid back.
WITH booked AS (
    SELECT
        customer_id,
        count(*) AS total,
        count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
        count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled
    FROM bookings
    GROUP BY customer_id
),

spending AS (
    SELECT
        booking.customer_id,
        sum(payment.amount - coalesce(payment.refund_amount, 0)) AS spent
    FROM payments AS payment
    JOIN bookings AS booking ON booking.id = payment.booking_id
    WHERE payment.paid_at IS NOT NULL
    GROUP BY booking.customer_id
),

ratings AS (
    SELECT customer_id, avg(overall_rating) AS given FROM reviews GROUP BY customer_id
)

UPDATE customer_profiles AS customer
SET total_bookings = booked.total,
    completed_bookings = booked.completed,
    cancelled_bookings = booked.cancelled,
    total_spent = coalesce(spending.spent, 0),
    average_rating_given = coalesce(round(ratings.given, 2), 0)
FROM booked
LEFT JOIN spending USING (customer_id)
LEFT JOIN ratings USING (customer_id)
WHERE customer.id = booked.customer_id;

-- Providers that customers can find: active and approved.
UPDATE categories AS category
SET provider_count = (
        SELECT count(*) FROM provider_profiles AS provider
        WHERE provider.category_id = category.id
          AND provider.is_active AND provider.profile_status = 'APPROVED'
    ),
    booking_count = (
        SELECT count(*) FROM bookings AS booking
        JOIN provider_profiles AS provider ON provider.id = booking.provider_id
        WHERE provider.category_id = category.id
    );

UPDATE sub_categories AS sub_category
SET provider_count = (
    SELECT count(*) FROM provider_profiles AS provider
    WHERE sub_category.id = ANY (provider.sub_category_ids)
      AND provider.is_active AND provider.profile_status = 'APPROVED'
);

WITH latest AS (
    SELECT room.id AS chat_room_id, last.created_at, last.type, last.content
    FROM chat_rooms AS room
    CROSS JOIN LATERAL (
        SELECT created_at, type, content
        FROM messages
        WHERE chat_room_id = room.id
        ORDER BY created_at DESC, id DESC
        LIMIT 1
    ) AS last
),

unread AS (
    SELECT
        message.chat_room_id,
        count(*) FILTER (WHERE sender.role = 'PROVIDER') AS by_customer,
        count(*) FILTER (WHERE sender.role = 'CUSTOMER') AS by_provider
    FROM messages AS message
    JOIN users AS sender ON sender.id = message.sender_id
    WHERE NOT message.is_read
    GROUP BY message.chat_room_id
)

UPDATE chat_rooms AS room
SET last_message_at = latest.created_at,
    last_message_type = latest.type,
    last_message_preview = left(coalesce(latest.content, initcap(latest.type::text)), 100),
    unread_count_customer = coalesce(unread.by_customer, 0),
    unread_count_provider = coalesce(unread.by_provider, 0),
    updated_at = latest.created_at
FROM latest
LEFT JOIN unread USING (chat_room_id)
WHERE room.id = latest.chat_room_id;

-- The triggers that mark changes for the refresh were off, too.
INSERT INTO etl.day_marks (source)
VALUES
    ('bookings'), ('payments'), ('reviews'), ('booking_status_history'), ('search_logs'),
    ('users'), ('categories'), ('sub_categories'), ('provider_profiles'), ('system_config');
