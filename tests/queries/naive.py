"""The rows behind the numbers, read one by one from the application's own tables.

Tests count them in Python, so that no expectation shares a line of SQL with the product.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import dict_row

from queries.filters import Compare, Filters

PAID = ("COMPLETED", "REFUNDED", "PARTIALLY_REFUNDED")

Row = dict[str, Any]


def day(moment: datetime | None) -> date | None:
    """Return the business day of a moment."""
    return None if moment is None else moment.astimezone(ZoneInfo("Asia/Kolkata")).date()


def within(moment: datetime | None, filters: Filters) -> bool:
    """Return whether something happened, and in the days of the filters."""
    on = day(moment)
    return on is not None and filters.start <= on <= filters.end


def is_in(value: str | None, chosen: tuple[str, ...]) -> bool:
    """Return whether a value is one of those chosen; without any, all are."""
    return not chosen or value in chosen


def rows(connection: psycopg.Connection, table: str, filters: Filters) -> Iterator[Row]:
    """Return the rows of bookings, payments or reviews in the category, the sub-category and the
    district of the filters, each with its provider_id, category_id, category, sub_category_id and
    district.
    """
    known = providers(connection)
    bookings = {row["id"]: row for row in every(connection, "bookings")}
    kinds = {row["id"]: row for row in every(connection, "sub_categories")}
    for row in every(connection, table):
        booking = bookings[row["booking_id"]] if "booking_id" in row else row
        place = known[row.get("provider_id", booking["provider_id"])]
        kind = _kind(kinds, place, booking["service_type"])
        if (
            is_in(place["category_id"], filters.category)
            and is_in(kind, filters.sub_category)
            and is_in(place["district"], filters.district)
        ):
            yield row | place | {"sub_category_id": kind}


def _kind(kinds: dict[str, Row], provider: Row, service: str) -> str | None:
    """Return the one sub-category in which a service of a provider counts."""
    own = [
        kinds[key]
        for key in {*(provider["sub_category_ids"] or ())} & kinds.keys()
        if kinds[key]["category_id"] == provider["category_id"]
    ]
    called = [row for row in own if _plain(service) in _names(row)] if len(own) > 1 else own
    return called[0]["id"] if len(called) == 1 else None


def _names(kind: Row) -> set[str]:
    listed = re.split(r"[,;]", kind["description"] or "")
    every = (kind["id"], kind["slug"], kind["name"], *kind["name_translations"].values(), *listed)
    return {*map(_plain, every)} - {""}


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", " ".join(words.split())).lower()


def filters_to_try(connection: psycopg.Connection) -> list[Filters]:
    """Return filters that cut the last 90 days in every direction, and go beyond them."""
    found = every(connection, "categories")
    last = max(filter(None, (day(row["created_at"]) for row in every(connection, "bookings"))))
    whole = Filters(last - timedelta(days=89), last, Compare.PREVIOUS)
    return [
        whole,
        replace(whole, currency="USD"),
        replace(whole, currency="EUR"),
        replace(whole, start=last - timedelta(days=40), end=last - timedelta(days=9)),
        replace(whole, start=last, end=last),
        replace(whole, start=last + timedelta(days=300), end=last + timedelta(days=301)),
        *(replace(whole, category=(row["id"],)) for row in found),
        *(replace(whole, district=(name,)) for name in ("Lucknow", "Agra", "Unknown", "Nowhere")),
        replace(whole, district=("Lucknow", "Agra", "Nowhere")),
        replace(
            whole,
            category=tuple(row["id"] for row in found[:2]),
            district=("Lucknow", "Unknown"),
            start=last.replace(day=1),
        ),
    ]


def kinds_to_try(connection: psycopg.Connection) -> list[Filters]:
    """Return the same for what knows sub-categories: of one, of several, and of one somewhere."""
    whole = filters_to_try(connection)[0]
    kinds = sorted(row["id"] for row in every(connection, "sub_categories"))
    return [
        *filters_to_try(connection),
        replace(whole, sub_category=(kinds[0],)),
        replace(whole, sub_category=tuple(kinds[1:4])),
        replace(whole, sub_category=tuple(kinds[::2]), district=("Lucknow",)),
    ]


def providers(connection: psycopg.Connection) -> dict[str, Row]:
    """Return every provider by its id, with its category and the district that it is based in."""
    names = {row["id"]: row["name"] for row in every(connection, "categories")}
    cursor = connection.cursor(row_factory=dict_row)
    cursor.execute(
        "SELECT provider.id AS provider_id, category_id, sub_category_ids, is_active,"
        "    profile_status, COALESCE(("
        "    SELECT district FROM geo.districts"
        "    WHERE ST_Contains(boundary, provider.location_point)"
        "), 'Unknown') AS district"
        " FROM public.provider_profiles AS provider"
    )
    return {row["provider_id"]: row | {"category": names[row["category_id"]]} for row in cursor}


def every(connection: psycopg.Connection, table: str) -> list[Row]:
    """Return all rows of a table of the application."""
    cursor = connection.cursor(row_factory=dict_row)
    statement = psycopg.sql.SQL("SELECT * FROM {}").format(psycopg.sql.Identifier("public", table))
    return cursor.execute(statement).fetchall()
