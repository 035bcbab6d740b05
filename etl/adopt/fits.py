"""How a column of another marketplace becomes one of the product, and which values cannot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from etl.prisma.catalog import Column

AS_TEXT: LiteralString = "{column}::text"
IN_UTC: LiteralString = "{column} AT TIME ZONE 'UTC'"

WAYS: dict[tuple[str, str], tuple[LiteralString, str]] = {
    ("character varying", "text"): (AS_TEXT, ""),
    ("character", "text"): (AS_TEXT, "without the blanks at its end"),
    ("uuid", "text"): (AS_TEXT, ""),
    ("json", "jsonb"): ("{column}::jsonb", ""),
    ("character varying[]", "text[]"): ("{column}::text[]", ""),
    ("timestamp without time zone", "timestamp with time zone"): (IN_UTC, "taken as UTC"),
    ("date", "timestamp with time zone"): (
        "{column}::timestamp AT TIME ZONE 'UTC'",
        "the midnight of UTC",
    ),
    ("smallint", "integer"): ("{column}::integer", ""),
    ("bigint", "integer"): ("{column}::integer", ""),
}
"""From a type to another that holds the same: how, and what is worth saying of it."""

INTEGERS: LiteralString = "{column} NOT BETWEEN -2147483648 AND 2147483647"
DECIMALS: LiteralString = (
    "{column} <> round({column}, {scale}) OR abs({column}) >= 10::numeric ^ {whole}"
)


@dataclass(frozen=True)
class Theirs:
    """A column of the marketplace that is there."""

    table: str
    column: str
    type: str
    is_enum: bool
    is_nullable: bool
    is_unique: bool


@dataclass(frozen=True)
class Field:
    """A column of ours, the one it is read from, and how."""

    ours: Column
    theirs: Theirs
    value: sql.Composable
    said: str
    misfit: sql.Composable | None
    """True of rows whose value cannot be had here."""


def fit(ours: Column, theirs: Theirs, labels: Sequence[str]) -> Field | None:
    """Return how the column is read, None when nothing of its type can be had here."""
    column = sql.Identifier(theirs.column)
    found = _way(ours, theirs)
    if found is None:
        return None
    way, remark = found
    value = sql.SQL(way).format(column=column, type=sql.SQL(ours.type))
    changed = "" if theirs.type == ours.type else f"{theirs.type} becomes {ours.type}"
    said = ", ".join(filter(None, [changed, remark]))
    conditions = [*_misfits(ours, theirs, labels, column)]
    misfit = sql.SQL(" OR ").join(conditions) if conditions else None
    return Field(ours, theirs, value, said, misfit)


def _way(ours: Column, theirs: Theirs) -> tuple[LiteralString, str] | None:
    plain = _without_precision(theirs.type)
    if ours.enum:
        return (AS_TEXT, "") if theirs.is_enum or plain in ("text", "character varying") else None
    if ours.type.startswith("numeric") and plain in ("numeric", "integer", "bigint", "smallint"):
        return "{column}::{type}", ""
    if theirs.type == ours.type or (plain == ours.type and not theirs.is_enum):
        return "{column}", ""
    return WAYS.get((plain, ours.type))


def _misfits(
    ours: Column, theirs: Theirs, labels: Sequence[str], column: sql.Identifier
) -> list[sql.Composable]:
    found: list[sql.Composable] = []
    if theirs.is_nullable and not ours.is_nullable:
        found.append(sql.SQL("{} IS NULL").format(column))
    if ours.enum:
        found.append(sql.SQL("{}::text <> ALL ({})").format(column, sql.Literal([*labels])))
    if theirs.type == "bigint" and ours.type == "integer":
        found.append(sql.SQL(INTEGERS).format(column=column))
    limits = re.fullmatch(r"numeric\((\d+),(\d+)\)", ours.type)
    if limits and theirs.type != ours.type:
        precision, scale = int(limits[1]), int(limits[2])
        found.append(sql.SQL(DECIMALS).format(column=column, scale=scale, whole=precision - scale))
    return found


def _without_precision(type_: str) -> str:
    """Return the type without what stands in parentheses.

    >>> _without_precision("timestamp(3) without time zone")
    'timestamp without time zone'
    """
    return re.sub(r"\([^)]*\)", "", type_)
