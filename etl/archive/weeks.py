"""The weeks of searches, and how far each is on its way to the archive."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from etl.archive.fingerprint import Fingerprint
from etl.errors import ArchiveError
from etl.statements import statement

PARENT = "search_logs"

KEPT = "3 months"
"""How long the database keeps searches before their week is archived."""

State = Literal["closed", "detached", "exported", "archived", "restored"]


@dataclass(frozen=True)
class Week:
    """One ISO week of searches, such as 2025w01, by its Monday; `state` is None when untouched."""

    week: str
    first_day: date
    is_here: bool
    state: State | None
    row_count: int | None
    checksum: str | None
    is_old: bool

    @property
    def is_due(self) -> bool:
        """Whether it is to be archived; who asked for a week back may keep it."""
        return self.is_here and self.is_old and self.state not in ("archived", "restored")

    @property
    def is_on_its_way(self) -> bool:
        """Whether its archiving has begun and it is in the database still."""
        return self.is_here and self.state in ("closed", "detached", "exported")

    @property
    def is_archived(self) -> bool:
        """Whether the archive alone has it: also if its table was dropped by hand."""
        return not self.is_here and self.state in ("exported", "archived", "restored")

    @property
    def child(self) -> str:
        """Name of its partition."""
        return f"{PARENT}_y{self.week}"

    @property
    def table(self) -> sql.Identifier:
        """Its partition, for a statement."""
        return sql.Identifier("partitions", self.child)

    @property
    def folder(self) -> str:
        """Where its files lie in the archive, in the style of Hive."""
        year, week = self.week.split("w")
        return f"{PARENT}/year={year}/week={week}"


def known_weeks(connection: psycopg.Connection) -> list[Week]:
    """Return all weeks that are in the database or in the archive, the oldest first."""
    with connection.cursor(row_factory=class_row(Week)) as cursor:
        return cursor.execute(statement(__file__, "sql/weeks"), {"kept": KEPT}).fetchall()


def due_weeks(connection: psycopg.Connection) -> list[Week]:
    """Return the weeks that are to be archived, the oldest first."""
    return [week for week in known_weeks(connection) if week.is_due]


def find_week(connection: psycopg.Connection, name: str) -> Week:
    """Return the week of that name; raises ArchiveError when there is none."""
    found = [week for week in known_weeks(connection) if week.week == name]
    if not found:
        raise ArchiveError(
            f"no week {name} of searches is in the database or in the archive;"
            " weeks are written like 2025w01"
        )
    return found[0]


def advance(
    connection: psycopg.Connection, week: Week, state: State, found: Fingerprint | None = None
) -> None:
    """Write down that the week has reached `state`, and what was found of it if that is new."""
    connection.execute(
        statement(__file__, "sql/advance"),
        {
            "week": week.week,
            "first_day": week.first_day,
            "state": state,
            "row_count": (found or week).row_count,
            "checksum": (found or week).checksum,
        },
    )


def forget(connection: psycopg.Connection, week: Week) -> None:
    """Treat the week as one that was never archived."""
    connection.execute("DELETE FROM etl.archived_weeks WHERE week = %s", (week.week,))
