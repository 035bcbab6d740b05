"""The eight screens: their place in the menu, their address and which filters they take.

Each is a module with `render(snapshot, filters)`.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from queries import Snapshot
from queries.filters import Filters

EVERYTHING = ("category", "district")


class Render(Protocol):
    """What a screen's module does: show one snapshot through the filters."""

    def __call__(self, snapshot: Snapshot, filters: Filters) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Screen:
    """A screen; `name` is its module, its address and its query file alike."""

    name: str
    title: str
    icon: str
    help: str
    by: tuple[str, ...] | None = EVERYTHING
    """The filters beside the dates; None where no filter makes sense."""

    is_of_searches: bool = False
    """Whether its days begin with the first search, not with the first activity of any kind."""

    @property
    def render(self) -> Render:
        """Return the screen's function."""
        return cast(Render, import_module(f"dashboard.screens.{self.name}").render)


SECTIONS = {
    "Business": (
        Screen("overview", "Overview", "space_dashboard", "How is the business?"),
        Screen("bookings", "Bookings", "filter_alt", "Where do bookings drop out?"),
        Screen("revenue", "Revenue", "payments", "What do we earn, and from what?"),
    ),
    "Marketplace": (
        Screen("providers", "Providers", "groups", "Who performs?"),
        Screen("provider", "One provider", "badge", "How does one provider do?", ()),
        Screen(
            "search",
            "Search",
            "search",
            "What do people look for and not find?",
            ("district",),
            is_of_searches=True,
        ),
        Screen(
            "coverage",
            "Coverage",
            "map",
            "Where do we have providers, and where not?",
            is_of_searches=True,
        ),
    ),
    "Trust": (Screen("data", "Data", "verified", "How fresh and how true are the numbers?", None),),
}
SCREENS = {screen.name: screen for section in SECTIONS.values() for screen in section}
