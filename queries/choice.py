"""What a filter beside the days is: its name in links, widgets, sentences and names of files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pandas import DataFrame

from queries.identities import distinct

if TYPE_CHECKING:
    from queries.filters import Available


LANGUAGES = ("hi", "ur")
"""In which categories and kinds of service may have names beside the English ones."""

RIGHT_TO_LEFT = {"ur"}


@dataclass(frozen=True)
class Choice:
    """A filter beside the days: links, widgets, sentences and names of files are made of this.

    Its name in all of them is that of the field of `Filters` that it describes. Of a filter that
    may be left open, several values may be chosen; else it is one.
    """

    label: str
    known: "Callable[[Available], Mapping[str, str]]"
    """Returns the values that there are, in display order, and what each is called."""

    translated: "Callable[[Available], Mapping[str, Mapping[str, str]]]" = lambda _: {}
    """Returns what values are called in other languages, by language: `hi`, `ur`."""

    default: str | None = None
    everything: str = ""
    """What the choice of all is called; empty where one value must be chosen."""

    several: str = ""
    """What several values are called: `districts`."""

    said: str = ""
    """Where one value is, in a sentence; `{}` stands for it."""

    def offered(self, available: "Available") -> dict[str, str]:
        """Return what values are called where people choose among them: each by a name of its own,
        and in the languages of the state, so that either finds it.
        """
        labels = distinct(self.known(available))
        for language, names in self.translated(available).items():
            for value, name in names.items():
                labels[value] += f" · {isolated(name) if language in RIGHT_TO_LEFT else name}"
        return labels

    def usual(self, available: "Available") -> str | None:
        """Return what is chosen at first: the default where there is such a value."""
        known = list(self.known(available))
        return known[0] if known and self.default and self.default not in known else self.default


def isolated(name: str) -> str:
    """Return a name that is written from right to left, so that what stands around it stays.

    >>> isolated("پلمبر").isprintable(), isolated("پلمبر")[1:-1]
    (False, 'پلمبر')
    """
    return f"\N{RIGHT-TO-LEFT ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"


def named(frame: DataFrame, key: str, name: str = "name") -> dict[str, str]:
    """Return what the things of a frame are called, by their keys."""
    return dict(zip(frame[key], frame[name], strict=True))


def translated(frame: DataFrame, key: str) -> dict[str, dict[str, str]]:
    """Return what they are called in other languages, as far as they are."""
    columns = {language: f"name_{language}" for language in LANGUAGES}
    return {
        language: named(frame.dropna(subset=column), key, column)
        for language, column in columns.items()
        if column in frame
    }


def beside(choice: Choice) -> Any:
    """Return a field of `Filters` for a choice: all values at first, or its default."""
    default = () if choice.everything else choice.default
    return field(default=default, metadata={"choice": choice})
