"""Named queries: one SQL file each, with a header that says what it answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from queries.errors import QueryError
from queries.people import Right

FOLDER = Path(__file__).with_name("sql")
FIELDS = ("Params", "Grain", "Reads")
RIGHT = "Right"
"""The field that says what asking takes. Without it only who may do everything may ask."""


@dataclass(frozen=True)
class NamedQuery:
    """A query and its header: what it answers, its parameters, its grain, the objects it reads,
    and what somebody must have the right to who asks it; some `columns` take another right.
    """

    name: str
    answers: str
    params: str
    grain: str
    reads: tuple[str, ...]
    right: Right
    columns: Mapping[str, Right]
    sql: str


def named(name: str) -> NamedQuery:
    """Return the query called `name`; raise QueryError when there is none."""
    try:
        return catalog()[name]
    except KeyError:
        raise QueryError(f"there is no query called {name!r} in queries/sql/") from None


@lru_cache
def catalog() -> Mapping[str, NamedQuery]:
    """Return every named query by its name, which is its file's stem."""
    return MappingProxyType(
        {path.stem: parse(path.stem, path.read_text("utf-8")) for path in FOLDER.glob("*.sql")}
    )


def parse(name: str, text: str) -> NamedQuery:
    """Split a file into its header and its SQL; raise QueryError when the header lacks a field.

    The header is the leading comment: sentences, then `Params:`, `Grain:`, `Reads:` and `Right:`
    lines; an indented line continues the one before.
    """
    lines = text.splitlines()
    comment = _leading_comment(lines)
    header = _unfolded(comment)
    fields = {field: _field(name, header, field) for field in FIELDS}
    answers = " ".join(line for line in header if not line.startswith((*FIELDS, RIGHT)))
    right, columns = _rights(header)
    return NamedQuery(
        name=name,
        answers=answers,
        params=fields["Params"],
        grain=fields["Grain"],
        reads=tuple(re.split(r",\s*", fields["Reads"])),
        right=right,
        columns=columns,
        sql="\n".join(lines[len(comment) :]).strip(),
    )


def _leading_comment(lines: list[str]) -> list[str]:
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return lines[:end]


def _unfolded(comment: list[str]) -> list[str]:
    header: list[str] = []
    for line in comment:
        if line.startswith("--  ") and header:
            header[-1] += f" {line[2:].strip()}"
        else:
            header.append(line[2:].strip())
    return header


def _rights(header: list[str]) -> tuple[Right, Mapping[str, Right]]:
    """Return the right to ask, and those of single columns: `LOOK; ROWS: name, example_id`."""
    said = [line.removeprefix(f"{RIGHT}:").strip() for line in header if line.startswith(RIGHT)]
    if not said:
        return Right.MANAGE, {}
    whole, *parts = said[0].split(";")
    columns = {
        column.strip(): Right[right.strip()]
        for right, _, named in (part.partition(":") for part in parts)
        for column in named.split(",")
    }
    return Right[whole], MappingProxyType(columns)


def _field(name: str, header: list[str], field: str) -> str:
    for line in header:
        if line.startswith(f"{field}:"):
            return line.removeprefix(f"{field}:").strip()
    raise QueryError(f"the header of queries/sql/{name}.sql has no line `-- {field}:`")
