"""Rows for tests: each function inserts one row with plausible defaults and returns its id.

Columns are overridden by keyword. Python dicts and lists of dicts become jsonb.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from etl.geo.locate import locate_providers, locate_searches

_numbers = count(1)

LUCKNOW = (26.8467, 80.9462)
"""Latitude and longitude of Lucknow."""


def ist(text: str) -> datetime:
    """Return the moment of a business time such as "2025-03-01 23:30" (Asia/Kolkata, UTC+5:30)."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=5, minutes=30)


def insert(connection: psycopg.Connection, table: str, **values: Any) -> str:
    """Insert one row and return its id."""
    adapted = [Jsonb(v) if isinstance(v, dict) or _is_json_list(v) else v for v in values.values()]
    statement = sql.SQL(
        "INSERT INTO public.{table} ({columns}) VALUES ({values}) RETURNING id"
    ).format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, values)),
        values=sql.SQL(", ").join([sql.Placeholder()] * len(values)),
    )
    row = connection.execute(statement, adapted).fetchone()
    assert row is not None
    return str(row[0])


def _is_json_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def make_user(connection: psycopg.Connection, **values: Any) -> str:
    """Insert a user, a customer unless said otherwise."""
    number = next(_numbers)
    defaults = {
        "role": "CUSTOMER",
        "phone": f"+91{7000000000 + number}",
        "name": f"Person {number}",
    }
    return insert(connection, "users", **(defaults | values))


def make_category(connection: psycopg.Connection, **values: Any) -> str:
    """Insert a category."""
    number = next(_numbers)
    name = f"Category {number}"
    defaults = {"name": name, "name_translations": {"en": name}, "slug": f"category-{number}"}
    return insert(connection, "categories", **(defaults | values))


def make_sub_category(connection: psycopg.Connection, category_id: str, **values: Any) -> str:
    """Insert a sub-category."""
    number = next(_numbers)
    name = values.get("name", f"Sub-category {number}")
    defaults = {
        "category_id": category_id,
        "name": name,
        "name_translations": {"en": name},
        "slug": f"sub-category-{number}",
    }
    return insert(connection, "sub_categories", **(defaults | values))


def make_provider(connection: psycopg.Connection, category_id: str, **values: Any) -> str:
    """Insert an active, approved provider in Lucknow, with a user of its own."""
    place = values.pop("at", LUCKNOW)
    if "user_id" not in values:
        values["user_id"] = make_user(connection, role="PROVIDER")
    if place is not None:
        values.setdefault("location_point", f"SRID=4326;POINT({place[1]} {place[0]})")
    defaults = {"category_id": category_id, "is_active": True, "profile_status": "APPROVED"}
    return insert(connection, "provider_profiles", **(defaults | values))


def make_customer(connection: psycopg.Connection, **values: Any) -> str:
    """Insert a customer profile, with a user of its own."""
    if "user_id" not in values:
        values["user_id"] = make_user(connection)
    return insert(connection, "customer_profiles", **values)


def make_booking(
    connection: psycopg.Connection, customer_id: str, provider_id: str, **values: Any
) -> str:
    """Insert a pending booking requested at noon on 1 March 2025, business time."""
    created = values.get("created_at", ist("2025-03-01 12:00"))
    defaults = {
        "booking_number": f"BK-2025-{next(_numbers):06d}",
        "customer_id": customer_id,
        "provider_id": provider_id,
        "service_type": "Leak repair",
        "service_location": {"lat": LUCKNOW[0], "lng": LUCKNOW[1]},
        "scheduled_date": created + timedelta(days=1),
        "scheduled_time": {"start": "10:00", "end": "12:00"},
        "created_at": created,
    }
    return insert(connection, "bookings", **(defaults | values))


def make_status_change(connection: psycopg.Connection, booking_id: str, **values: Any) -> str:
    """Insert a row of a booking's status history."""
    defaults = {"booking_id": booking_id, "status": "CONFIRMED", "changed_by": "system"}
    return insert(connection, "booking_status_history", **(defaults | values))


def make_payment(connection: psycopg.Connection, booking_id: str, **values: Any) -> str:
    """Insert a completed UPI payment of 500.00, paid at noon on 2 March 2025, business time."""
    defaults = {
        "booking_id": booking_id,
        "amount": "500.00",
        "method": "UPI",
        "status": "COMPLETED",
        "paid_at": ist("2025-03-02 12:00"),
    }
    return insert(connection, "payments", **(defaults | values))


def make_review(
    connection: psycopg.Connection,
    booking_id: str,
    customer_id: str,
    provider_id: str,
    **values: Any,
) -> str:
    """Insert a published review of 5 stars, written at noon on 3 March 2025, business time."""
    defaults = {
        "booking_id": booking_id,
        "customer_id": customer_id,
        "provider_id": provider_id,
        "overall_rating": 5,
        "created_at": ist("2025-03-03 12:00"),
    }
    return insert(connection, "reviews", **(defaults | values))


def make_search(connection: psycopg.Connection, **values: Any) -> str:
    """Insert a search from Lucknow with 3 results and no click; its partition is made if needed."""
    created = values.get("created_at", ist("2025-03-01 12:00"))
    connection.execute(
        "SELECT etl.ensure_partitions(etl.business_day(%s), etl.business_day(%s))",
        (created, created),
    )
    defaults = {
        "query": "plumber",
        "results_count": 3,
        "location": {"lat": LUCKNOW[0], "lng": LUCKNOW[1]},
        "created_at": created,
    }
    return insert(connection, "search_logs", **(defaults | values))


def locate(connection: psycopg.Connection) -> None:
    """Locate all that is there, as a full refresh does."""
    days = connection.execute(
        "SELECT DISTINCT etl.business_day(created_at) AS day FROM search_logs ORDER BY day"
    ).fetchall()
    for (day,) in days:
        locate_searches(connection, [day])
    locate_providers(connection)
