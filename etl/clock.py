"""Whether the clock can be believed: what goes by date alone goes only while it can."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from psycopg.rows import class_row

from etl.errors import ClockError
from etl.statements import statement

FARTHEST = timedelta(days=35)
"""How long nothing may have happened before the clock is doubted."""

TRUSTED: dict[str, object] = {"trust_clock": True}
"""Arguments of a run by which a person vouches for the clock, and for leaps before it."""


@dataclass(frozen=True)
class Leap:
    """The clock went on by more than FARTHEST and nothing happened meanwhile."""

    last_run: datetime
    newest_row: datetime | None
    next_run: datetime
    now: datetime

    def __str__(self) -> str:
        """Return what was seen."""
        row = f"{self.newest_row:%Y-%m-%d}" if self.newest_row else "unknown"
        return (
            f"it is {self.now:%Y-%m-%d %H:%M %Z}, but the last job before"
            f" {self.next_run:%Y-%m-%d %H:%M} ran on {self.last_run:%Y-%m-%d},"
            f" and the newest row from before is of {row}"
        )


def find_leap(connection: psycopg.Connection) -> Leap | None:
    """Return the leap that makes the clock doubtful, or None while it can be believed."""
    with connection.cursor(row_factory=class_row(Leap)) as cursor:
        return cursor.execute(statement(__file__, "clock"), {"farthest": FARTHEST}).fetchone()


def require_credible(connection: psycopg.Connection, command: str) -> None:
    """Raise ClockError, which says how `command` is run all the same, when the clock is doubtful.

    A clock that is a year ahead makes this year's rows look old enough to go.
    """
    if leap := find_leap(connection):
        raise ClockError(
            f"the clock may be ahead: {leap}. Nothing was dropped. Set the clock right; if it is"
            f" right, run `{command} --trust-clock` once"
        )
