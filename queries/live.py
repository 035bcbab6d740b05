"""What happens at this moment, apart from any data version.

It is read every few seconds at most, however many people look, and in however many processes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pandas import DataFrame

from queries.frames import only_row, to_frame
from queries.source import Source

MINUTES = 30
"""So many minutes are shown, the one that has just begun among them."""

STATES = ("available", "busy", "off_hours", "hours_unknown")
"""What an approved, active provider may be doing: one of these."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "bookings": ("status", "bookings"),
    "by_category": ("category_id", "category", *STATES),
    "by_district": ("district", *STATES),
    "minutes": ("minute", "searches", "zero_results", "requests"),
}
"""The parts of what is read, and their columns."""


@dataclass(frozen=True)
class Now:
    """What was the case at the moment `read_at`. All counts are int."""

    read_at: datetime
    bookings: DataFrame
    """Open bookings: status and bookings, each status in the order that bookings go through."""

    by_category: DataFrame
    """What providers do: category_id, category and STATES, most available first."""

    by_district: DataFrame
    """The same: district and STATES."""

    minutes: DataFrame
    """The last minutes, oldest first: minute (moment), searches, zero_results, requests."""

    def providers(self, state: str) -> int:
        """Return how many providers do this, whatever their category."""
        return int(self.by_category[state].sum())

    def lately(self, what: str) -> int:
        """Return how often that happened in the last minutes."""
        return int(self.minutes[what].sum())

    @property
    def open_bookings(self) -> int:
        """Return how many bookings are open."""
        return int(self.bookings["bookings"].sum())


def now(source: Source) -> Now:
    """Return what is the case now, or was a few seconds ago."""
    found = only_row(source.recent_frame("live_now"))
    parts = {name: _part(found[name], columns) for name, columns in COLUMNS.items()}
    minutes = parts.pop("minutes")
    moments = [datetime.fromisoformat(minute) for minute in minutes["minute"]]
    return Now(found["read_at"], minutes=minutes.assign(minute=moments), **parts)


def by_category(source: Source) -> DataFrame:
    """Return `Now.by_category`."""
    return now(source).by_category


def by_district(source: Source) -> DataFrame:
    """Return `Now.by_district`."""
    return now(source).by_district


def _part(rows: Sequence[Mapping[str, Any]] | None, columns: tuple[str, ...]) -> DataFrame:
    return to_frame(columns, [[row[name] for name in columns] for row in rows or ()])
