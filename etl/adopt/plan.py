"""Which of the marketplace's tables is which of ours, column by column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from etl.adopt.fits import Field, Theirs, fit
from etl.prisma import catalog, names
from etl.prisma.catalog import Catalog, Column
from etl.statements import statement


@dataclass(frozen=True)
class Pair:
    """A table of ours and the one that it is read from."""

    table: str
    found: sql.Identifier
    fields: tuple[Field, ...]
    key: Field
    absent: tuple[Column, ...]
    """Columns of ours that the marketplace does not have: they take their default."""
    unfit: tuple[tuple[Column, Theirs], ...]
    """Columns of both, of types that have nothing in common."""
    left: tuple[Theirs, ...]
    """Columns of the marketplace that the product has no place for."""
    is_partitioned: bool
    is_referred_to: bool
    is_of_one: bool
    """Whether only one of its rows may name a row of another table."""
    set_aside: tuple[str, ...]
    """Columns with a value that no other row may have, and that is no row's id."""

    @property
    def ours(self) -> sql.Identifier:
        """The table of ours."""
        return sql.Identifier("public", self.table)

    @property
    def columns(self) -> sql.Composed:
        """Our columns, in the order of `values`."""
        return sql.SQL(", ").join(sql.Identifier(each.ours.column) for each in self.fields)

    @property
    def values(self) -> sql.Composed:
        """What our columns are to hold, as the marketplace's columns say it."""
        return sql.SQL(", ").join(each.value for each in self.fields)

    @property
    def named_values(self) -> sql.Composed:
        """The values under the names of our columns."""
        named = sql.SQL("{} AS {}")
        return sql.SQL(", ").join(
            named.format(each.value, sql.Identifier(each.ours.column)) for each in self.fields
        )

    @property
    def their_key(self) -> sql.Identifier:
        """The column that tells rows apart, there."""
        return sql.Identifier(self.key.theirs.column)

    @property
    def our_key(self) -> sql.Identifier:
        """The column that tells rows apart, here."""
        return sql.Identifier(self.key.ours.column)

    def value_of(self, column: str) -> sql.Composable:
        """Return what our column is to hold, as the marketplace says it."""
        return next(each.value for each in self.fields if each.ours.column == column)


@dataclass(frozen=True)
class Plan:
    """The whole of it: pairs with parents before children, and what is of one side alone."""

    pairs: tuple[Pair, ...]
    missing: tuple[str, ...]
    keyless: tuple[str, ...]
    extra: tuple[str, ...]
    catalog: Catalog


def make(source: psycopg.Connection, target: psycopg.Connection, schema: str) -> Plan:
    """Return what becomes of what, from the catalogs of both."""
    ours = catalog.read(target)
    with source.cursor(row_factory=class_row(Theirs)) as cursor:
        found = cursor.execute(statement(__file__, "sql/columns"), {"schema": schema}).fetchall()
    theirs = {
        table: [each for each in found if each.table == table]
        for table in dict.fromkeys(each.table for each in found)
    }
    named = {table: _named(table, theirs) for table in _parents_first(ours)}
    made = {
        table: _pair(ours, table, schema, theirs[name]) for table, name in named.items() if name
    }
    return Plan(
        pairs=tuple(pair for pair in made.values() if pair),
        missing=tuple(table for table, name in named.items() if name is None),
        keyless=tuple(table for table, pair in made.items() if pair is None),
        extra=tuple(sorted(theirs.keys() - set(named.values()) - {"_prisma_migrations"})),
        catalog=ours,
    )


def _parents_first(ours: Catalog) -> Iterator[str]:
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(ours.tables, ()))
    for relation in ours.relations:
        order.add(relation.table, relation.target)
    return iter(tuple(order.static_order()))


def _named(table: str, theirs: dict[str, list[Theirs]]) -> str | None:
    """Return what the marketplace calls the table: as we do, or as Prisma does by itself."""
    return next((name for name in (table, names.model(table)) if name in theirs), None)


def _pair(ours: Catalog, table: str, schema: str, theirs: Sequence[Theirs]) -> Pair | None:
    """Return the pair, None without a column that tells their rows apart."""
    labels = {each.name: each.labels for each in ours.enums}
    columns = [each for each in ours.columns if each.table == table]
    both = [(column, match) for column in columns if (match := _match(column, theirs))]
    fitted = [(each, fit(*each, labels.get(each[0].enum or "", ()))) for each in both]
    fields = tuple(field for _, field in fitted if field)
    key = next((each for each in fields if each.ours.column == _key(columns)), None)
    if key is None or not key.theirs.is_unique:
        return None
    matched = {match.column for _, match in both}
    return Pair(
        table=table,
        found=sql.Identifier(schema, theirs[0].table),
        fields=fields,
        key=key,
        absent=tuple(each for each in columns if each not in [column for column, _ in both]),
        unfit=tuple(each for each, field in fitted if field is None),
        left=tuple(each for each in theirs if each.column not in matched),
        is_partitioned=any(
            each.is_primary and len(each.columns) > 1
            for each in ours.indexes
            if each.table == table
        ),
        is_referred_to=any(each.target == table for each in ours.relations),
        is_of_one=any(
            ours.is_unique(table, each.column) for each in ours.relations if each.table == table
        ),
        set_aside=tuple(_set_aside(ours, table, key.ours.column)),
    )


def _key(columns: Sequence[Column]) -> str:
    """Tokens have no id."""
    return "id" if any(each.column == "id" for each in columns) else "token"


def _match(column: Column, theirs: Sequence[Theirs]) -> Theirs | None:
    wanted = (column.column, names.field(column.table, column.column), names.camel(column.column))
    return next((each for name in wanted for each in theirs if each.column == name), None)


def _set_aside(ours: Catalog, table: str, key: str) -> Iterator[str]:
    ids = {relation.column for relation in ours.relations if relation.table == table}
    for index in ours.indexes:
        if index.table == table and index.is_unique and index.is_plain and len(index.columns) == 1:
            yield from {*index.columns} - ids - {key}
