"""Rows of different tables tell the same story: each statement finds the rows that do not."""

import pytest

from etl.synthetic.load import TABLES
from tests.etl.synthetic.conftest import Query

LATER_ON_PURPOSE = {
    # What is planned or runs out, unlike what happened.
    ("bookings", "scheduled_date"),
    ("sessions", "expires"),
    ("verification_tokens", "expires"),
    ("notifications", "expires_at"),
    ("certifications", "expiry_date"),
}

CONTRADICTIONS = {
    "booking steps are in order": """
        SELECT id FROM bookings
        WHERE NOT (
            created_at <= coalesce(provider_viewed_at, created_at)
            AND coalesce(provider_viewed_at, created_at) <= coalesce(confirmed_at, 'infinity')
            AND coalesce(confirmed_at, created_at) <= coalesce(started_at, 'infinity')
            AND coalesce(started_at, created_at) <= coalesce(completed_at, 'infinity')
            AND greatest(created_at, provider_viewed_at, confirmed_at, started_at)
                <= coalesce(cancelled_at, 'infinity')
        )""",
    "a later step has the earlier ones": """
        SELECT id FROM bookings
        WHERE (confirmed_at IS NOT NULL AND provider_viewed_at IS NULL)
           OR (started_at IS NOT NULL AND confirmed_at IS NULL)
           OR (completed_at IS NOT NULL AND started_at IS NULL)""",
    "the status is what the steps say": """
        SELECT id FROM bookings
        WHERE (status = 'PENDING') <> (
                confirmed_at IS NULL AND cancelled_at IS NULL AND status <> 'DISPUTED')
           OR (status = 'CANCELLED') <> (cancelled_at IS NOT NULL)
           OR (status = 'CANCELLED') <> (cancelled_by IS NOT NULL)
           OR (status = 'CANCELLED') <> (cancellation_reason IS NOT NULL)
           OR (status = 'COMPLETED' AND completed_at IS NULL)
           OR (status = 'CONFIRMED' AND started_at IS NOT NULL)
           OR (status = 'IN_PROGRESS' AND (started_at IS NULL OR completed_at IS NOT NULL))
           OR (status = 'DISPUTED' AND (dispute_reason IS NULL OR started_at IS NULL))
           OR (cancelled_at IS NOT NULL AND completed_at IS NOT NULL)
           OR (final_price IS NOT NULL) <> (completed_at IS NOT NULL)""",
    "the response time is from request to answer": """
        SELECT id FROM bookings
        WHERE (confirmed_at IS NOT NULL AND provider_response_time IS DISTINCT FROM
                floor(extract(epoch FROM confirmed_at - created_at)))
           OR (provider_response_time IS NOT NULL AND confirmed_at IS NULL
               AND cancelled_by IS DISTINCT FROM 'PROVIDER')""",
    "bookings are confirmed before their time": """
        SELECT id FROM bookings WHERE confirmed_at > scheduled_date""",
    "nobody books before joining": """
        SELECT b.id FROM bookings b
        JOIN customer_profiles c ON c.id = b.customer_id
        JOIN provider_profiles p ON p.id = b.provider_id
        WHERE b.created_at < c.created_at OR b.created_at < p.created_at
           OR p.profile_status <> 'APPROVED'""",
    "booking numbers have the year and the order of bookings": """
        SELECT id FROM (
            SELECT *, lag(created_at) OVER (ORDER BY right(booking_number, 6)) AS before
            FROM bookings
        ) b
        WHERE booking_number !~ '^BK-[0-9]{4}-[0-9]{6}$'
           OR substr(booking_number, 4, 4)::int
              <> extract(year FROM created_at AT TIME ZONE 'Asia/Kolkata')
           OR created_at < before""",
    "the history begins with PENDING and ends with the status": """
        SELECT b.id FROM bookings b
        CROSS JOIN LATERAL (
            SELECT array_agg(h.status ORDER BY h.created_at, h.id) AS steps,
                   min(h.created_at) AS first
            FROM booking_status_history h WHERE h.booking_id = b.id
        ) h
        WHERE steps[1] IS DISTINCT FROM 'PENDING' OR first IS DISTINCT FROM b.created_at
           OR steps[cardinality(steps)] IS DISTINCT FROM b.status""",
    "the history has a row for every step": """
        SELECT b.id FROM bookings b
        WHERE (b.confirmed_at, b.started_at, b.cancelled_at) IS DISTINCT FROM (
            SELECT (max(created_at) FILTER (WHERE status = 'CONFIRMED'),
                    min(created_at) FILTER (WHERE status = 'IN_PROGRESS'),
                    max(created_at) FILTER (WHERE status = 'CANCELLED'))
            FROM booking_status_history h WHERE h.booking_id = b.id)""",
    "what is finished is paid afterwards, unless it was paid ahead": """
        SELECT p.id FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE p.currency <> b.currency
           OR p.amount <> CASE WHEN b.completed_at IS NULL THEN b.quoted_price
                ELSE b.final_price END
           OR CASE WHEN p.created_at >= b.completed_at THEN p.paid_at < b.completed_at
                ELSE p.paid_at IS NULL OR p.created_at <> p.paid_at END""",
    "what is paid ahead is agreed, and paid before anything else": """
        SELECT p.id FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE p.paid_at < coalesce(b.completed_at, 'infinity')
          AND (p.paid_at < b.confirmed_at OR b.confirmed_at IS NULL
               OR p.paid_at >= least(b.started_at, b.completed_at, b.cancelled_at)
               OR p.method = 'CASH' OR p.amount IS DISTINCT FROM b.quoted_price)""",
    "what was paid ahead of a job that is cancelled is paid back within six weeks": """
        SELECT p.id FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE b.cancelled_at IS NOT NULL
          AND CASE WHEN p.refunded_at IS NULL
                THEN b.cancelled_at < '2025-11-19 18:30+00'::timestamptz - interval '42 days'
                ELSE p.status <> 'REFUNDED' OR p.refunded_at < b.cancelled_at
                    OR p.refunded_at > b.cancelled_at + interval '42 days' END""",
    "a job takes minutes, however late it is reported": """
        SELECT id FROM bookings
        WHERE (actual_duration IS NULL) <> (completed_at IS NULL)
           OR started_at + actual_duration * interval '1 minute' > completed_at
           OR actual_duration > 24 * 60""",
    "who reports a job too early starts again before it is finished": """
        SELECT id FROM (
            SELECT b.id, b.completed_at, h.status, h.created_at, h.changed_by,
                lag(h.status) OVER (PARTITION BY b.id ORDER BY h.created_at, h.id) AS before
            FROM bookings b JOIN booking_status_history h ON h.booking_id = b.id
        ) step
        WHERE before = 'COMPLETED' AND status = 'IN_PROGRESS'
          AND (changed_by <> 'a0000001' OR created_at >= completed_at)""",
    "the payment's status is what happened to it": """
        SELECT id FROM payments
        WHERE (status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')) <> (paid_at IS NOT NULL)
           OR (status IN ('REFUNDED', 'PARTIALLY_REFUNDED')) <> (refunded_at IS NOT NULL)
           OR (refunded_at IS NULL) <> (refund_amount IS NULL)
           OR refunded_at < paid_at
           OR (status = 'REFUNDED' AND refund_amount <> amount)
           OR (status = 'PARTIALLY_REFUNDED' AND refund_amount >= amount)
           OR (method = 'CASH' AND num_nonnulls(transaction_id, gateway_name) > 0)
           OR (method <> 'CASH' AND paid_at IS NOT NULL AND transaction_id IS NULL)""",
    "an amount is fee, tax and earnings": """
        SELECT id FROM payments
        WHERE amount <> tax_amount + provider_earnings
                + coalesce(platform_fee, round(amount * platform_fee_percent / 100, 2))
           OR tax_amount <> round(
                0.18 * coalesce(platform_fee, round(amount * platform_fee_percent / 100, 2)), 2)""",
    "reviews come from paid bookings, afterwards": """
        SELECT r.id FROM reviews r
        JOIN bookings b ON b.id = r.booking_id
        LEFT JOIN payments p ON p.booking_id = b.id
        WHERE p.paid_at IS NULL OR r.created_at < p.paid_at
           OR (r.customer_id, r.provider_id) <> (b.customer_id, b.provider_id)
           OR r.responded_at < r.created_at OR r.flagged_at < r.created_at
           OR r.is_flagged <> (r.flagged_at IS NOT NULL)
           OR (r.provider_response IS NULL) <> (r.responded_at IS NULL)""",
    "a room belongs to the pair's first booking with words": """
        SELECT c.id FROM chat_rooms c JOIN bookings b ON b.id = c.booking_id
        WHERE (c.customer_id, c.provider_id) <> (b.customer_id, b.provider_id)
           OR c.created_at <> b.created_at
           OR c.created_at > (SELECT min(created_at) FROM messages WHERE chat_room_id = c.id)
           OR NOT EXISTS (SELECT FROM messages WHERE chat_room_id = c.id)""",
    "only the two of a room write there": """
        SELECT m.id FROM messages m
        JOIN chat_rooms c ON c.id = m.chat_room_id
        JOIN customer_profiles cu ON cu.id = c.customer_id
        JOIN provider_profiles pr ON pr.id = c.provider_id
        WHERE m.sender_id NOT IN (cu.user_id, pr.user_id)""",
    "messages are read after they are written and have what their type needs": """
        SELECT id FROM messages
        WHERE read_at < created_at OR is_read <> (read_at IS NOT NULL)
           OR is_deleted <> (deleted_at IS NOT NULL)
           OR (type IN ('TEXT', 'SYSTEM')) <> (content IS NOT NULL)
           OR (type IN ('IMAGE', 'VOICE', 'DOCUMENT', 'VIDEO')) <> (media_url IS NOT NULL)
           OR (type = 'LOCATION') <> (location IS NOT NULL)
           OR (translated_to IS NULL) <> (original_content IS NULL)""",
    "notifications go to people, once they joined": """
        SELECT n.id FROM notifications n LEFT JOIN users u ON u.id = n.user_id
        WHERE u.id IS NULL OR n.created_at < u.created_at
           OR (n.delivered_at IS NULL) = (n.failed_at IS NULL)
           OR n.read_at < n.delivered_at OR n.is_read <> (n.read_at IS NOT NULL)""",
    "notifications about bookings happen with them": """
        SELECT n.id FROM notifications n
        LEFT JOIN bookings b ON b.id = n.data ->> 'bookingId'
        WHERE (n.type::text LIKE 'BOOKING%' AND b.id IS NULL)
           OR (n.type = 'BOOKING_NEW' AND n.created_at IS DISTINCT FROM b.created_at)
           OR (n.type = 'BOOKING_CONFIRMED' AND n.created_at IS DISTINCT FROM b.confirmed_at)
           OR (n.type = 'BOOKING_STARTED' AND n.created_at IS DISTINCT FROM b.started_at)
           OR (n.type = 'BOOKING_COMPLETED' AND n.created_at IS DISTINCT FROM b.completed_at)
           OR (n.type = 'BOOKING_CANCELLED' AND n.created_at IS DISTINCT FROM b.cancelled_at)""",
    "clicks are on results, and on providers who can be booked": """
        SELECT s.id FROM search_logs s
        LEFT JOIN provider_profiles p ON p.id = s.clicked_provider_id
        WHERE (s.clicked_provider_id IS NULL) <> (s.click_position IS NULL)
           OR s.click_position > s.results_count
           OR (s.clicked_provider_id IS NOT NULL
               AND p.profile_status IS DISTINCT FROM 'APPROVED')
           OR p.created_at > s.created_at""",
    "searches of users are theirs and after they joined": """
        SELECT s.id FROM search_logs s LEFT JOIN users u ON u.id = s.user_id
        WHERE s.user_id IS NOT NULL AND (u.id IS NULL OR s.created_at < u.created_at)""",
    "a session has one user": """
        SELECT session_id FROM search_logs
        GROUP BY session_id HAVING count(DISTINCT coalesce(user_id, '-')) > 1""",
    "searches name categories that exist": """
        SELECT s.id FROM search_logs s
        LEFT JOIN categories c ON c.id = s.filters ->> 'categoryId'
        LEFT JOIN sub_categories u ON u.id = s.filters ->> 'subCategoryId'
        WHERE s.filters IS NOT NULL
          AND (c.id IS NULL
               OR (s.filters ? 'subCategoryId' AND u.category_id IS DISTINCT FROM c.id))""",
    "phones are Indian mobile numbers": """
        SELECT id FROM users WHERE phone !~ '^[+]91[6-9][0-9]{9}$'""",
    "mails reach nobody": """
        SELECT id FROM users WHERE email !~ '@example[.](org|com|net)$'""",
    "no secret looks real": """
        SELECT id FROM users WHERE password_hash NOT LIKE '$synthetic$%'
        UNION ALL SELECT id FROM sessions WHERE session_token NOT LIKE 'synthetic-%'
        UNION ALL SELECT token FROM verification_tokens WHERE token NOT LIKE 'synthetic-%'
        UNION ALL SELECT id FROM accounts
        WHERE num_nonnulls(access_token, refresh_token, id_token) > 0""",
    "only approved providers are active, rejected ones have a reason": """
        SELECT id FROM provider_profiles
        WHERE (is_active AND profile_status <> 'APPROVED')
           OR (rejection_reason IS NULL) = (profile_status = 'REJECTED')
           OR aadhaar_verified <> (aadhaar_masked IS NOT NULL)
           OR aadhaar_verified <> (aadhaar_verified_at IS NOT NULL)
           OR aadhaar_masked !~ '^XXXX-XXXX-[0-9]{4}$'""",
    "a provider's sub-categories belong to the category": """
        SELECT p.id FROM provider_profiles p
        CROSS JOIN LATERAL unnest(p.sub_category_ids) AS s (id)
        LEFT JOIN sub_categories c ON c.id = s.id
        WHERE c.category_id IS DISTINCT FROM p.category_id""",
    "a provider stands where the profile says": """
        SELECT id FROM provider_profiles
        WHERE ST_Equals(location_point, geo.json_point(base_location)) IS NOT TRUE
           OR embedding IS NULL OR searchable_text IS NULL""",
    "admins acted, nobody else": """
        SELECT a.id FROM admin_logs a LEFT JOIN users u ON u.id = a.user_id
        WHERE u.role IS DISTINCT FROM 'ADMIN'""",
    "the logs name who acted, and when": """
        SELECT a.id FROM admin_logs a
        LEFT JOIN users u ON (a.action, a.entity_id) = ('BAN_USER', u.id)
        LEFT JOIN bookings b ON a.entity_type = 'BOOKING' AND b.id = a.entity_id
        LEFT JOIN reviews r ON (a.action, a.entity_id) = ('UNPUBLISH_REVIEW', r.id)
        LEFT JOIN booking_status_history h
            ON h.booking_id = b.id AND h.created_at = a.created_at AND h.changed_by = a.user_id
            AND h.status = CASE a.action WHEN 'CANCEL_BOOKING' THEN 'CANCELLED'::booking_status
                WHEN 'RESOLVE_DISPUTE' THEN 'COMPLETED' END
        WHERE (a.action = 'BAN_USER'
                AND (a.user_id, a.created_at) IS DISTINCT FROM (u.banned_by, u.banned_at))
           OR (a.entity_type = 'BOOKING' AND h.id IS NULL)
           OR (a.action = 'UNPUBLISH_REVIEW'
                AND (a.user_id, a.created_at) IS DISTINCT FROM (r.moderated_by, r.moderated_at))
           OR (a.action LIKE '%PROVIDER') = (a.entity_type <> 'PROVIDER')""",
    "who is banned does not come back": """
        SELECT u.id FROM users u
        LEFT JOIN sessions s ON s.user_id = u.id
        LEFT JOIN verification_tokens t ON t.identifier = u.phone
        LEFT JOIN search_logs l ON l.user_id = u.id AND l.created_at > u.banned_at
        WHERE u.last_login_at > u.banned_at OR t.created_at > u.banned_at
           OR s.expires > u.banned_at + interval '30 days' OR l.id IS NOT NULL""",
    "a customer opens, and words come in order": """
        SELECT id FROM (
            SELECT m.*, p.user_id AS by_provider,
                row_number() OVER (PARTITION BY b.id ORDER BY m.id) AS place,
                lag(m.created_at) OVER (PARTITION BY b.id ORDER BY m.id) AS before
            FROM messages m
            JOIN bookings b ON split_part(b.id, '_', 2) = split_part(m.id, '_', 2)
            JOIN provider_profiles p ON p.id = b.provider_id
        ) said
        WHERE created_at < before OR (place = 1 AND sender_id = by_provider)""",
    "the banned never booked": """
        SELECT u.id FROM users u
        JOIN customer_profiles c ON c.user_id = u.id
        JOIN bookings b ON b.customer_id = c.id
        WHERE u.is_banned""",
}


@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_no_row_contradicts(query: Query, rule: str) -> None:
    assert query(CONTRADICTIONS[rule]) == []


@pytest.mark.parametrize("table", TABLES)
def test_nothing_happens_after_the_last_day(query: Query, table: str) -> None:
    moments = query(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name = %s AND data_type = 'timestamp with time zone'",
        table,
    )
    for (column,) in moments:
        if (table, column) not in LATER_ON_PURPOSE:
            # UNTIL is 19 November 2025: it ends at 18:30 UTC.
            late = query(f"SELECT max({column}) >= '2025-11-19 18:30+00' FROM {table}")
            assert late in ([(False,)], [(None,)]), column


EDGES = {
    "open bookings": "SELECT 1 FROM bookings WHERE status IN ('PENDING', 'CONFIRMED')",
    "bookings to come": "SELECT 1 FROM bookings WHERE scheduled_date > '2025-11-19 18:30+00'",
    "disputes": "SELECT 1 FROM bookings WHERE status = 'DISPUTED'",
    "finished but not paid": """
        SELECT 1 FROM bookings b LEFT JOIN payments p ON p.booking_id = b.id
        WHERE b.status = 'COMPLETED' AND p.paid_at IS NULL""",
    "cancelled by everybody": """
        SELECT 1 FROM bookings HAVING count(DISTINCT cancelled_by) >= 3""",
    "cash": "SELECT 1 FROM payments WHERE method = 'CASH' AND paid_at IS NOT NULL",
    "all methods": "SELECT 1 FROM payments HAVING count(DISTINCT method) = 5",
    "paid ahead and finished": """
        SELECT 1 FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE p.paid_at < b.completed_at""",
    "paid ahead and under way": """
        SELECT 1 FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE p.paid_at IS NOT NULL AND b.status IN ('CONFIRMED', 'IN_PROGRESS')""",
    "paid ahead, cancelled and paid back": """
        SELECT 1 FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE b.status = 'CANCELLED' AND p.status = 'REFUNDED'""",
    "finished days later": """
        SELECT 1 FROM bookings WHERE completed_at > started_at + interval '2 days'""",
    "paid back weeks later": """
        SELECT 1 FROM payments WHERE refunded_at > paid_at + interval '14 days'""",
    "finished by mistake": """
        SELECT 1 FROM booking_status_history h JOIN bookings b ON b.id = h.booking_id
        WHERE h.status = 'COMPLETED' AND h.created_at < b.completed_at""",
    "edited reviews": """
        SELECT 1 FROM reviews
        WHERE updated_at > greatest(created_at, responded_at, moderated_at)""",
    "customers of one name": """
        SELECT 1 FROM users WHERE role = 'CUSTOMER' GROUP BY name HAVING count(*) > 1""",
    "providers of one name, category and district": """
        SELECT 1 FROM provider_profiles p JOIN users u ON u.id = p.user_id
        GROUP BY u.name, business_name, category_id, base_location ->> 'city'
        HAVING count(*) > 1""",
    "failed payments": "SELECT 1 FROM payments WHERE status = 'FAILED'",
    "full refunds": "SELECT 1 FROM payments WHERE status = 'REFUNDED'",
    "partial refunds": "SELECT 1 FROM payments WHERE status = 'PARTIALLY_REFUNDED'",
    "fee in percent only": "SELECT 1 FROM payments WHERE platform_fee IS NULL",
    "fee as amount only": "SELECT 1 FROM payments WHERE platform_fee_percent IS NULL",
    "paise": "SELECT 1 FROM payments WHERE amount <> trunc(amount)",
    "unpublished reviews": "SELECT 1 FROM reviews WHERE NOT is_published",
    "flagged reviews": "SELECT 1 FROM reviews WHERE is_flagged",
    "answered reviews": "SELECT 1 FROM reviews WHERE provider_response IS NOT NULL",
    "pending providers": "SELECT 1 FROM provider_profiles WHERE profile_status = 'PENDING'",
    "rejected providers": "SELECT 1 FROM provider_profiles WHERE profile_status = 'REJECTED'",
    "inactive providers": """
        SELECT 1 FROM provider_profiles WHERE NOT is_active AND profile_status = 'APPROVED'""",
    "circles": """SELECT 1 FROM provider_profiles WHERE service_areas @> '[{"type":"radius"}]'""",
    "pincodes": """
        SELECT 1 FROM provider_profiles WHERE service_areas @> '[{"type":"pincodes"}]'""",
    "several areas": "SELECT 1 FROM provider_profiles WHERE jsonb_array_length(service_areas) > 1",
    "polygons": "SELECT 1 FROM provider_profiles WHERE ST_IsValid(service_area)",
    "anonymous searches": "SELECT 1 FROM search_logs WHERE user_id IS NULL",
    "searches without a place": "SELECT 1 FROM search_logs WHERE location IS NULL",
    "searches from outside": """
        SELECT 1 FROM search_logs
        WHERE location IS NOT NULL AND geo.district_of(geo.json_point(location)) IS NULL""",
    "Hindi searches": "SELECT 1 FROM search_logs WHERE query ~ '[ऀ-ॿ]'",
    "unread messages": "SELECT 1 FROM chat_rooms WHERE unread_count_customer > 0",
    "translated messages": "SELECT 1 FROM messages WHERE translated_to IS NOT NULL",
    "banned users": "SELECT 1 FROM users WHERE is_banned",
}


@pytest.mark.parametrize("edge", EDGES)
def test_edge_cases_occur(query: Query, edge: str) -> None:
    assert query(EDGES[edge])


def test_some_clicked_providers_are_booked_by_the_same_user_within_a_week(query: Query) -> None:
    ((clicks, booked),) = query("""
        SELECT count(*), count(*) FILTER (WHERE EXISTS (
            SELECT FROM bookings b JOIN customer_profiles c ON c.id = b.customer_id
            WHERE b.provider_id = s.clicked_provider_id AND c.user_id = s.user_id
              AND b.created_at BETWEEN s.created_at AND s.created_at + interval '7 days'))
        FROM search_logs s WHERE s.clicked_provider_id IS NOT NULL AND s.user_id IS NOT NULL""")
    # 55 % of the 900 bookings began with a search.
    assert 400 < booked < clicks
