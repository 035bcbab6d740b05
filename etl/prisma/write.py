"""Writes `schema.prisma`: the marketplace as a Prisma client is to know it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from etl.prisma import names
from etl.prisma.catalog import Catalog, Column, Enum, Index, Relation

COMMITTED = Path(__file__).parent / "schema.prisma"
"""The file that the application is given; a test holds that it equals what is written."""

HEAD = """\
// Written by `localpro schema prisma` from the database's catalog: change the tables, not this.
// Tables are migrated by `localpro migrate`; Prisma generates its client from here, and no more.

generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
}
"""

SCALARS = {
    "text": "String",
    "integer": "Int",
    "boolean": "Boolean",
    "jsonb": "Json",
    "timestamp with time zone": "DateTime",
    "numeric": "Decimal",
}
NATIVE = {"timestamp with time zone": "@db.Timestamptz(6)"}
ACTIONS = {"a": "NoAction", "r": "Restrict", "c": "Cascade", "n": "SetNull", "d": "SetDefault"}
KINDS = {"gin": "Gin", "gist": "Gist", "hash": "Hash", "spgist": "SpGist", "brin": "Brin"}

Line = tuple[str, str, str]
"""A field: its name, its type, its attributes."""


def write(catalog: Catalog) -> str:
    """Return the whole file."""
    blocks = [
        *(_enum(each) for each in catalog.enums),
        *(_model(catalog, table) for table in catalog.tables),
    ]
    return "\n".join([HEAD, *blocks])


def _enum(enum: Enum) -> str:
    labels = "\n".join(f"  {label}" for label in enum.labels)
    return f'enum {names.model(enum.name)} {{\n{labels}\n\n  @@map("{enum.name}")\n}}\n'


def _model(catalog: Catalog, table: str) -> str:
    scalars = [
        _scalar(column, [each for each in catalog.indexes if each.table == table])
        for column in catalog.columns
        if column.table == table
    ]
    fields = "\n".join(_aligned([*scalars, *_references(catalog, table)]))
    keys = "\n".join(_keys(catalog, table))
    return f"model {names.model(table)} {{\n{fields}\n\n{keys}\n}}\n"


def _scalar(column: Column, indexes: Sequence[Index]) -> Line:
    field = names.field(column.table, column.column)
    kind, native = _kind(column)
    attributes = [
        *_own_key(column, indexes),
        *_default(column),
        "@updatedAt" if column.is_touched else "",
        f'@map("{column.column}")' if field != column.column else "",
        native,
    ]
    optional = "?" if column.is_nullable and not kind.endswith("[]") else ""
    return field, kind + optional, " ".join(filter(None, attributes))


def _kind(column: Column) -> tuple[str, str]:
    """Return the type of a field, and what it is in PostgreSQL where that is not the usual."""
    if column.enum:
        return names.model(column.enum), ""
    base, _, _ = column.type.partition("[")
    name, _, precision = base.partition("(")
    if name not in SCALARS:
        return f'Unsupported("{column.type}")', ""
    native = NATIVE.get(name, "")
    if name == "numeric":
        native = f"@db.Decimal({', '.join(precision.rstrip(')').split(','))})"
    return SCALARS[name] + ("[]" if column.type.endswith("[]") else ""), native


def _own_key(column: Column, indexes: Sequence[Index]) -> Iterator[str]:
    for index in indexes:
        if index.is_unique and index.is_plain and index.columns == [column.column]:
            yield "@id" if index.is_primary else "@unique"


def _default(column: Column) -> Iterator[str]:
    given = column.default
    if given is None:
        return
    quoted = re.fullmatch(r"'(.*)'::[\w.]+(\[\])?", given)
    if given == "now()" or re.fullmatch(r"\d+|true|false", given):
        yield f"@default({given})"
    elif quoted and quoted[2]:
        yield "@default([])"
    elif quoted:
        yield f"@default({quoted[1]})" if column.enum else f'@default("{quoted[1]}")'
    else:
        yield f'@default(dbgenerated("{given}"))'


def _references(catalog: Catalog, table: str) -> Iterator[Line]:
    """Yield the fields of other rows: those that this row names, and those that name it."""
    nullable = {
        column.column for column in catalog.columns if column.table == table and column.is_nullable
    }
    for relation in catalog.relations:
        if relation.table == table:
            kind = names.model(relation.target) + ("?" if relation.column in nullable else "")
            yield names.forward(relation.column), kind, _relation(relation)
    for relation in catalog.relations:
        if relation.target == table:
            is_one = catalog.is_unique(relation.table, relation.column)
            field = names.back(relation.table, relation.column, is_one=is_one)
            yield field, names.model(relation.table) + ("?" if is_one else "[]"), ""


def _relation(relation: Relation) -> str:
    field = names.field(relation.table, relation.column)
    action = ACTIONS[relation.on_delete]
    return f"@relation(fields: [{field}], references: [id], onDelete: {action})"


def _keys(catalog: Catalog, table: str) -> Iterator[str]:
    """Yield the keys and indexes that are no attribute of a field, and the table's name."""
    unsaid: list[str] = []
    for index in catalog.indexes:
        if index.table != table:
            continue
        if not index.is_plain:
            unsaid.append(index.name)
        elif not (index.is_unique and len(index.columns) == 1):
            yield _index(index)
    if unsaid:
        yield f"  // Prisma has no words for: {', '.join(unsaid)}"
    yield f'  @@map("{table}")'


def _index(index: Index) -> str:
    what = "@@id" if index.is_primary else "@@unique" if index.is_unique else "@@index"
    keys = zip(index.columns, index.operators, index.descending, strict=True)
    listed = ", ".join(_key(index.table, *key) for key in keys)
    suffix = "pkey" if index.is_primary else "key" if index.is_unique else "idx"
    usual = "_".join([index.table, *([] if index.is_primary else index.columns), suffix])
    named = f', map: "{index.name}"' if index.name != usual else ""
    kind = f", type: {KINDS[index.method]}" if index.method in KINDS else ""
    return f"  {what}([{listed}]{kind}{named})"


def _key(table: str, column: str, operators: str | None, is_descending: bool) -> str:
    said = [
        f'ops: raw("{operators}")' if operators else "",
        "sort: Desc" if is_descending else "",
    ]
    how = ", ".join(filter(None, said))
    return names.field(table, column) + (f"({how})" if how else "")


def _aligned(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the fields in columns, as `prisma format` has them."""
    widths = [max(len(line[place]) for line in lines) for place in (0, 1)]
    for name, kind, attributes in lines:
        yield f"  {name:{widths[0]}} {kind:{widths[1]}} {attributes}".rstrip()
