"""What the live screen shows: what is the case now, whatever the data version."""

from dataclasses import dataclass

from dashboard.parts.gathering import Panel, panel
from queries import live
from queries.filters import Filters
from queries.live import Now
from queries.source import Source


@dataclass(frozen=True)
class Choices:
    """Which list is open; all of them are read at once."""

    tab: str


@dataclass(frozen=True)
class View:
    """One moment."""

    filters: Filters
    now: Panel[Now]


def gather(source: Source, filters: Filters, _: Choices) -> View:
    """Return the view of this moment."""
    return View(filters, panel(live.now, source))
