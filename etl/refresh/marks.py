"""What changed since the last refresh, as writers marked it."""

from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg import sql

from etl.rollups import FAMILIES, Family
from etl.statements import statement

TABLES = tuple(
    sql.Identifier("etl", name)
    for name in ("dirty_days", "booking_versions", "dirty_bookings", "dirty_providers")
)
"""To which writers append their marks."""

PENDING = statement(__file__, "pending_marks")

PRESENT = {
    "bookings": "SELECT day FROM rollup.present_booking_days() AS day",
    "searches": "SELECT day FROM rollup.present_search_days() AS day",
}
"""The days of each family that can be recomputed."""


@dataclass(frozen=True)
class Marks:
    """Sources that changed, and the business days and providers that did."""

    sources: frozenset[str]
    days: frozenset[tuple[str, date]]
    providers: frozenset[str]
    whole: frozenset[str]
    """Sources all of whose rows may have changed."""

    def are_all(self) -> bool:
        """Whether every family is to be recomputed on all its days."""
        return all(self.whole & family.sources for family in FAMILIES)


def take(connection: psycopg.Connection) -> Marks:
    """Take the marks that the transaction sees; they are gone when it commits.

    The transaction must see the same throughout: REPEATABLE READ.
    """
    marks = pending(connection)
    for table in TABLES:
        connection.execute(sql.SQL("DELETE FROM {}").format(table))
    return marks


def pending(connection: psycopg.Connection) -> Marks:
    """Return the marks that the transaction sees, and leave them."""
    rows = connection.execute(PENDING).fetchall()
    return Marks(
        sources=frozenset(source for source, _, _, _ in rows),
        days=frozenset((source, day) for source, day, _, _ in rows if day is not None),
        providers=frozenset(provider for _, _, provider, _ in rows if provider is not None),
        whole=frozenset(source for source, _, _, is_whole in rows if is_whole),
    )


def present_days(connection: psycopg.Connection, family: Family) -> frozenset[date]:
    """Return the days that can be recomputed: of searches, those that are not archived."""
    return frozenset(day for (day,) in connection.execute(PRESENT[family.name]))


def dirty_days(
    connection: psycopg.Connection, family: Family, marks: Marks, *, everything: bool = False
) -> list[date]:
    """Return the days of the family to recompute, in order; `everything` as if all were marked."""
    marked = {day for source, day in marks.days if source in family.sources}
    if not everything and not marks.whole & family.sources:
        if family.name == "searches":
            marked &= present_days(connection, family)
        return sorted(marked)
    present = present_days(connection, family)
    return sorted(present if family.name == "searches" else present | marked)
