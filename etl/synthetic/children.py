"""Partitions that are filled before they are attached.

A row costs least in a table without indexes and foreign keys. Attaching builds the indexes by
sorting, with several processes, and checks the foreign keys of all rows in one join.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import psycopg
import pyarrow as pa
from psycopg import sql

from etl.errors import LoadError
from etl.synthetic.calendar import Period
from etl.synthetic.columns import moment
from etl.synthetic.streams import Ints

SCHEMA = "partitions"
PARENTS = ("messages", "notifications", "search_logs")
"""The partitioned tables."""

PLANNED = """
SELECT child, etl.business_midnight(first_day), etl.business_midnight(next_day)
FROM etl.planned_partitions(%s, %s)
WHERE parent = %s
ORDER BY first_day
"""
HAS_ROWS = sql.SQL("SELECT EXISTS (SELECT FROM {child})")
DROP = sql.SQL("DROP TABLE {child}")
CREATE = sql.SQL(
    "CREATE TABLE {child} (LIKE {parent} INCLUDING ALL EXCLUDING INDEXES,"
    " CONSTRAINT within_bounds CHECK (created_at >= {low} AND created_at < {high}))"
)
"""Rows that are checked as they come need no scan when the table is attached."""
ATTACH = sql.SQL(
    "ALTER TABLE {parent} ATTACH PARTITION {child} FOR VALUES FROM ({low}) TO ({high})"
)
UNCHECK = sql.SQL("ALTER TABLE {child} DROP CONSTRAINT within_bounds")


@dataclass(frozen=True)
class Child:
    """A partition: its parent, its name, and the moments between which its rows lie."""

    parent: str
    name: str
    low: datetime
    high: datetime

    def formatted(self, statement: sql.SQL) -> sql.Composed:
        """Return the statement about this partition."""
        return statement.format(
            child=sql.Identifier(SCHEMA, self.name),
            parent=sql.Identifier("public", self.parent),
            low=sql.Literal(self.low),
            high=sql.Literal(self.high),
        )


class Children:
    """All partitions of a period, parent by parent."""

    def __init__(self, children: list[Child]) -> None:
        self._all = children
        self._of = {parent: [c for c in children if c.parent == parent] for parent in PARENTS}
        self._begins: dict[str, Ints] = {
            parent: np.array([moment(child.low) for child in few])
            for parent, few in self._of.items()
        }

    @classmethod
    def make(cls, connection: psycopg.Connection, period: Period) -> "Children":
        """Return new partitions, not attached; empty ones of the same names give way.

        Raises LoadError when a table of such a name holds rows.
        """
        children = [child for parent in PARENTS for child in _planned(connection, parent, period)]
        for child in children:
            _make_way(connection, child)
            connection.execute(child.formatted(CREATE))
        return cls(children)

    def split(self, table: str, rows: pa.Table) -> Iterator[tuple[tuple[str, str], pa.Table]]:
        """Yield the rows by the table that takes them, with that table's schema and name."""
        if table not in PARENTS:
            yield ("public", table), rows
            return
        moments = rows["created_at"].cast(pa.int64()).to_numpy()
        place = np.searchsorted(self._begins[table], moments, side="right") - 1
        held = np.unique(place)
        for index in held:
            chosen = rows if len(held) == 1 else rows.filter(pa.array(place == index))
            yield (SCHEMA, self._of[table][index].name), chosen

    def attach(self, connection: psycopg.Connection) -> None:
        """Make them partitions, which builds their indexes and checks their foreign keys."""
        for child in self._all:
            connection.execute(child.formatted(ATTACH))
            connection.execute(child.formatted(UNCHECK))


def _planned(connection: psycopg.Connection, parent: str, period: Period) -> list[Child]:
    found = connection.execute(PLANNED, (period.first, period.last, parent)).fetchall()
    return [Child(parent, *planned) for planned in found]


def _make_way(connection: psycopg.Connection, child: Child) -> None:
    name = f"{SCHEMA}.{child.name}"
    if connection.execute("SELECT to_regclass(%s)", (name,)).fetchall() == [(None,)]:
        return
    if connection.execute(child.formatted(HAS_ROWS)).fetchall() == [(True,)]:
        raise LoadError(f"{name} holds rows though it is not attached: drop or attach it first")
    connection.execute(child.formatted(DROP))
