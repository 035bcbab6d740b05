"""What a screen is: it chooses, gathers from a source what it needs, and then draws that."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from queries.ask import PLACES
from queries.filters import Available, Filters
from queries.people import Right
from queries.source import Source

C = TypeVar("C")
V = TypeVar("V")


@dataclass(frozen=True)
class Screen(Generic[C, V]):
    """A screen; `name` is its folder, its address and its query file alike."""

    name: str
    title: str
    icon: str
    question: str
    choose: Callable[[Filters], C]
    """Returns what is chosen in its own controls, and in its own parameters of the link."""

    gather: Callable[[Source, Filters, C], V]
    """Returns the view: everything that is shown, and nothing that is drawn."""

    show: Callable[[V], None]
    """Draws a view; it reads nothing."""

    right: Right = field(kw_only=True)
    """What somebody must have the right to who sees it; parts of it may take more."""

    by: Collection[str] | None = (*PLACES, "currency")
    """The filters beside the dates: others are left open. None where none makes sense."""

    own: Collection[str] = ()
    """The parameters of the link that are its own: what its controls say."""

    is_live: bool = False
    """Whether it also shows what changes between data versions."""

    is_of_this_moment: bool = False
    """Whether it shows nothing but that: it is of no data version, and drawn again by itself."""

    is_of_searches: bool = False
    """Whether its days begin with the first search, not with the first activity of any kind."""

    def taking(self, filters: Filters, available: Available) -> Filters:
        """Return the filters as the screen takes them."""
        taken = filters.only_by(self.by or ())
        return replace(taken, data=available.search_data) if self.is_of_searches else taken

    def view(self, source: Source, filters: Filters) -> V:
        """Return what the screen shows of a source."""
        return self.gather(source, filters, self.choose(filters))
