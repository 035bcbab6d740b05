"""What a file is to hold: something that is asked, in words that can be asked again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from queries.errors import InvalidQuestion
from queries.filters import Filters
from queries.metrics.question import Question
from queries.rows_behind import RowsOf


@dataclass(frozen=True)
class Named:
    """What a query of `queries/sql/` finds with these parameters."""

    query: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column of a list, as its file has it.

    `words` are what values are called; one that has no word stays. What is missing is called
    `missing`.
    """

    name: str
    header: str
    words: Mapping[str, str] = field(default_factory=dict)
    missing: str | None = None


@dataclass(frozen=True)
class Listing:
    """What a list of a screen holds: an answer of this package, by its name in `LISTINGS`."""

    listing: str
    columns: tuple[Column, ...]
    filters: Filters | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


Asked = Question | Named | Listing | RowsOf


@dataclass(frozen=True)
class Export:
    """What is asked for a file, and what the file is called, without its ending.

    A `raw` CSV has text as it is, also where a spreadsheet would run it.
    """

    asked: Asked
    called: str
    raw: bool = False


_EXPORT = TypeAdapter(Export)


def written(export: Export) -> dict[str, Any]:
    """Return an export as JSON can hold it."""
    told: dict[str, Any] = _EXPORT.dump_python(export, mode="json")
    return told


def understood(told: object) -> Export:
    """Return the export that `written` told; raise InvalidQuestion where it is none."""
    try:
        return _EXPORT.validate_python(told)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InvalidQuestion(f"this is no export: {place}: {first['msg']}") from None
