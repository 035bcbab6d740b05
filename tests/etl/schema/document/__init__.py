"""What the database design document itself says, verbatim, to test against."""

from pathlib import Path
from typing import LiteralString, NamedTuple

FOLDER = Path(__file__).parent


class Field(NamedTuple):
    """A field of the Prisma schema: its table, column, and type with attributes."""

    table: str
    column: str
    declaration: str


def sql(name: str) -> LiteralString:
    """Return the document's statements of that name."""
    return (FOLDER / f"{name}.sql").read_text()


def fields() -> list[Field]:
    """Return the fields of the Prisma schema in order, without relations."""
    return [Field(*line.split(maxsplit=2)) for line in _lines("prisma_fields.txt")]


def indexes() -> list[tuple[str, list[str]]]:
    """Return the `@@index` lines of the Prisma schema: table and columns."""
    lines = (line.split() for line in _lines("prisma_indexes.txt"))
    return [(table, columns) for table, *columns in lines]


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]
