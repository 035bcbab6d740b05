"""Whether what is here is what is there: rows and checksums, table by table."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import LiteralString

import psycopg
from psycopg import sql

from etl.adopt import carry
from etl.adopt.plan import Pair, Plan
from etl.statements import statement

Fingerprint = tuple[int, Decimal]

WRITTEN_HERE = {"admin_logs"}
"""Tables that the dashboard writes, too: of these, what is there must be here, and more may be."""

KEYS: LiteralString = "CREATE TEMP TABLE adopted_keys (key text) ON COMMIT DROP"
ONLY_THEIRS: LiteralString = "WHERE {key} IN (SELECT key FROM adopted_keys)"


@dataclass(frozen=True)
class Compared:
    """A table's rows and checksum on both sides, in one snapshot of the marketplace."""

    table: str
    there: Fingerprint
    here: Fingerprint

    @property
    def is_equal(self) -> bool:
        """Whether every row is here as it is there."""
        return self.there == self.here


def compare(
    source: psycopg.Connection, target: psycopg.Connection, plan: Plan
) -> Iterator[Compared]:
    """Carry the changes there are, then compare every table; nobody waits for it.

    Writes down what was found equal.
    """
    with carry.snapshot(source):
        seen = carry.carry_changes(source, target, plan)
        target.commit()
        for pair in plan.pairs:
            there = _fingerprint(source, pair.found, pair.values)
            only = _theirs(source, target, pair) if pair.table in WRITTEN_HERE else sql.SQL("")
            here = _fingerprint(target, pair.ours, pair.columns, only)
            compared = Compared(pair.table, there, here)
            _note(target, compared)
            yield compared
    carry.forget(source, seen)


def _theirs(source: psycopg.Connection, target: psycopg.Connection, pair: Pair) -> sql.Composed:
    keys = sql.SQL("SELECT {} FROM {}").format(pair.their_key, pair.found)
    target.execute(KEYS)
    with target.cursor().copy("COPY adopted_keys FROM STDIN") as written:
        for row in source.execute(keys):
            written.write_row(row)
    return sql.SQL(ONLY_THEIRS).format(key=pair.our_key)


def _fingerprint(
    connection: psycopg.Connection,
    table: sql.Identifier,
    values: sql.Composed,
    where: sql.Composable = sql.SQL(""),  # noqa: B008  # it never changes
) -> Fingerprint:
    query = sql.SQL(statement(__file__, "sql/fingerprint"))
    row = connection.execute(query.format(table=table, values=values, where=where)).fetchone()
    assert row is not None
    return row[0], row[1]


def _note(target: psycopg.Connection, compared: Compared) -> None:
    if compared.is_equal:
        target.execute(
            "UPDATE etl.adopted_tables SET verified_rows = %s, verified_checksum = %s,"
            " verified_at = now() WHERE name = %s",
            (*compared.here, compared.table),
        )
    target.commit()
