"""Denormalised counters: equal to counting row by row, and to what triggers would have counted."""

from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.etl.synthetic.conftest import Query
from tests.postgres import Database

Row = dict[str, Any]

KEPT_BY_TRIGGERS = """
    SELECT id, total_jobs, completed_jobs, cancelled_jobs, average_rating, quality_rating,
           punctuality_rating, professionalism_rating, value_rating, reputation_score
    FROM provider_profiles ORDER BY id"""


def rows(connection: psycopg.Connection, statement: str) -> list[Row]:
    return connection.cursor(row_factory=dict_row).execute(statement.encode()).fetchall()


def grouped(of: list[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in of:
        groups[row[key]].append(row)
    return groups


def rounded(value: Decimal | float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent(part: int, whole: int) -> Decimal:
    return rounded(Decimal(100 * part) / whole) if whole else Decimal(0)


def test_providers_counters_equal_a_naive_recount(reading: psycopg.Connection) -> None:
    bookings = grouped(
        rows(
            reading,
            "SELECT b.*, p.status AS payment, p.provider_earnings FROM bookings b"
            " LEFT JOIN payments p ON p.booking_id = b.id",
        ),
        "provider_id",
    )
    for provider in rows(reading, "SELECT * FROM provider_profiles"):
        own = bookings[provider["id"]]
        done = [b for b in own if b["status"] == "COMPLETED"]
        lost = [b for b in own if b["status"] == "CANCELLED"]
        confirmed = [b for b in own if b["confirmed_at"]]
        ended = [b for b in confirmed if b["status"] in ("COMPLETED", "CANCELLED")]
        answers = [b["provider_response_time"] for b in own if b["provider_response_time"]]
        average = Decimal(sum(answers)) / max(len(answers), 1)
        assert provider["completed_jobs"] == len(done)
        assert provider["cancelled_jobs"] == len(lost)
        assert provider["total_jobs"] == len(done) + len(lost)
        assert provider["disputed_jobs"] == sum(b["status"] == "DISPUTED" for b in own)
        assert provider["response_time_seconds"] == int(average.quantize(1, ROUND_HALF_UP))
        settled = sum(b["status"] != "PENDING" for b in own)
        assert provider["acceptance_rate"] == percent(len(confirmed), settled)
        assert provider["completion_rate"] == percent(len(done), len(ended))
        earned = (b for b in own if b["payment"] in ("COMPLETED", "PARTIALLY_REFUNDED"))
        assert provider["total_earnings"] == sum(b["provider_earnings"] for b in earned)
        due = (b["provider_earnings"] for b in own if b["payment"] == "PENDING")
        assert provider["pending_earnings"] == sum(due)


def test_customers_counters_equal_a_naive_recount(reading: psycopg.Connection) -> None:
    bookings = grouped(
        rows(
            reading,
            "SELECT b.*, p.amount, p.refund_amount, p.paid_at, r.overall_rating FROM bookings b"
            " LEFT JOIN payments p ON p.booking_id = b.id"
            " LEFT JOIN reviews r ON r.booking_id = b.id",
        ),
        "customer_id",
    )
    for customer in rows(reading, "SELECT * FROM customer_profiles"):
        own = bookings[customer["id"]]
        paid = [b for b in own if b["paid_at"]]
        given = [b["overall_rating"] for b in own if b["overall_rating"]]
        assert customer["total_bookings"] == len(own)
        assert customer["completed_bookings"] == sum(b["status"] == "COMPLETED" for b in own)
        assert customer["cancelled_bookings"] == sum(b["status"] == "CANCELLED" for b in own)
        spent = sum(b["amount"] - (b["refund_amount"] or 0) for b in paid)
        assert customer["total_spent"] == spent
        average = rounded(Decimal(sum(given)) / len(given)) if given else 0
        assert customer["average_rating_given"] == average


def test_rooms_show_their_last_message_and_what_is_unread(reading: psycopg.Connection) -> None:
    messages = grouped(
        rows(
            reading,
            "SELECT m.*, u.role FROM messages m JOIN users u ON u.id = m.sender_id"
            " ORDER BY m.created_at, m.id",
        ),
        "chat_room_id",
    )
    for room in rows(reading, "SELECT * FROM chat_rooms"):
        own, last = messages[room["id"]], messages[room["id"]][-1]
        unread = [m["role"] for m in own if not m["is_read"]]
        assert room["last_message_at"] == last["created_at"]
        assert room["last_message_type"] == last["type"]
        assert room["last_message_preview"] == (last["content"] or last["type"].capitalize())[:100]
        assert room["unread_count_customer"] == unread.count("PROVIDER")
        assert room["unread_count_provider"] == unread.count("CUSTOMER")


def test_the_catalog_counts_bookable_providers_and_bookings(query: Query) -> None:
    providers = query(
        "SELECT category_id, sub_category_ids, is_active AND profile_status = 'APPROVED',"
        " (SELECT count(*) FROM bookings b WHERE b.provider_id = p.id) FROM provider_profiles p"
    )
    for category, bookable, booked in query(
        "SELECT id, provider_count, booking_count FROM categories"
    ):
        assert bookable == sum(on for cat, _, on, _ in providers if cat == category)
        assert booked == sum(count for cat, _, _, count in providers if cat == category)
    for sub, bookable in query("SELECT id, provider_count FROM sub_categories"):
        assert bookable == sum(on for _, subs, on, _ in providers if sub in subs)


def test_counters_are_what_the_triggers_would_have_counted(
    small: Database, clone: Callable[[Database], Database]
) -> None:
    with clone(small).connect() as connection:
        loaded = connection.execute(KEPT_BY_TRIGGERS).fetchall()
        # Forget everything, then let every job and every review happen again, triggers on.
        connection.execute(
            "UPDATE provider_profiles SET total_jobs = 0, completed_jobs = 0, cancelled_jobs = 0,"
            " average_rating = 0, quality_rating = 0, punctuality_rating = 0,"
            " professionalism_rating = 0, value_rating = 0"
        )
        connection.execute(
            "CREATE TEMP TABLE ends AS SELECT id, status FROM bookings"
            " WHERE status IN ('COMPLETED', 'CANCELLED')"
        )
        connection.execute("UPDATE bookings SET status = 'PENDING'")
        connection.execute("UPDATE reviews SET is_published = NOT is_published")
        forgotten = connection.execute(KEPT_BY_TRIGGERS).fetchall()
        connection.execute(
            "UPDATE bookings SET status = ends.status FROM ends WHERE ends.id = bookings.id"
        )
        connection.execute("UPDATE reviews SET is_published = NOT is_published")
        assert connection.execute(KEPT_BY_TRIGGERS).fetchall() == loaded != forgotten


def test_scores_are_the_databases_own(query: Query) -> None:
    wrong = query(
        "SELECT id FROM provider_profiles WHERE reputation_score <> calculate_reputation_score(id)"
    )
    assert wrong == []
    ((scores,),) = query("SELECT count(DISTINCT reputation_score) FROM provider_profiles")
    assert scores > 30
