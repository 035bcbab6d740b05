"""What a filter beside the days is: its name in links, widgets, sentences and names of files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from queries.filters import Available


@dataclass(frozen=True)
class Choice:
    """A filter beside the days: links, widgets, sentences and names of files are made of this.

    Its name in all of them is that of the field of `Filters` that it describes. Of a filter that
    may be left open, several values may be chosen; else it is one.
    """

    label: str
    known: "Callable[[Available], Mapping[str, str]]"
    """Returns the values that there are, in display order, and what each is called."""

    default: str | None = None
    everything: str = ""
    """What the choice of all is called; empty where one value must be chosen."""

    several: str = ""
    """What several values are called: `districts`."""

    said: str = ""
    """Where one value is, in a sentence; `{}` stands for it."""

    def usual(self, available: "Available") -> str | None:
        """Return what is chosen at first: the default where there is such a value."""
        known = list(self.known(available))
        return known[0] if known and self.default and self.default not in known else self.default


def beside(choice: Choice) -> Any:
    """Return a field of `Filters` for a choice: all values at first, or its default."""
    default = () if choice.everything else choice.default
    return field(default=default, metadata={"choice": choice})
