"""The engine of all rollups: what is computed again, written and shown follows from declarations.

A rollup (`etl.rollups.ROLLUPS`) is a table, a function that computes given units of it, and what
names the units that changed: marks of sources, rows of other rollups, time. A refresh goes through
the rollups in their order and does the same with each:

1. the units that are affected, all of them where a source changed as a whole;
2. computes these units as a whole, never by deltas, and writes the rows that differ;
3. takes the checksums of the units in which any did, as the view shows them;
4. hands the rows that came and went to the rollups that follow.

Verify goes the same way and writes nothing. What only one rollup knows is in its declaration and
in its SQL. Coverage alone has a way of its own to write its units, since it knows which cells of a
block a provider touches; what it writes is counted, kept and verified as everything else.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import LiteralString

import psycopg
from psycopg import sql

from etl.refresh import checksums, coverage
from etl.refresh.marks import Marks
from etl.refresh.versions import ObjectState
from etl.refresh.write import Changes, Row, write
from etl.rollups import ROLLUPS, Follow, Rollup
from etl.rollups.units import Key, Unit

OWN_WAYS = {"coverage_cells": coverage.count}
"""Rollups that write their units in a way of their own."""


class Affected:
    """The units that have to be computed again, as one transaction sees it."""

    def __init__(self, connection: psycopg.Connection, marks: Marks) -> None:
        self._connection = connection
        self._marks = marks
        self._present: dict[Unit, frozenset[Key]] = {}

    def units(
        self, rollup: Rollup, changes: Changes | None = None, *, everything: bool = False
    ) -> list[Key]:
        """Return the affected units in order; all of them if `everything` is to be computed."""
        if everything or self._is_whole(rollup):
            return self.all_units(rollup)
        units = self._marks.named(rollup.marks, rollup.unit.kind)
        for follow in rollup.follows:
            units |= self._followed(follow, (changes or {}).get(follow.rollup, []))
        if rollup.with_time:
            units |= self._asked(rollup.with_time)
        if rollup.unit.are_archived:
            units &= self._present_units(rollup.unit)
        return sorted(units)

    def all_units(self, rollup: Rollup) -> list[Key]:
        """Return what can be computed: what the sources have, and what is held unless archived."""
        present = self._present_units(rollup.unit)
        if rollup.unit.are_archived:
            return sorted(present)
        held = sql.SQL("SELECT DISTINCT {} FROM {} AS item").format(
            sql.SQL(rollup.unit.key), sql.Identifier("rollup", rollup.name)
        )
        return sorted(present | {unit for (unit,) in self._connection.execute(held)})

    def days(self, unit: Unit, *, everything: bool = False) -> list[date]:
        """Return the days on which marks affect any rollup of the unit."""
        of_unit = (rollup for rollup in ROLLUPS if rollup.unit is unit)
        units = {day for each in of_unit for day in self.units(each, everything=everything)}
        return sorted(day for day in units if isinstance(day, date))

    def _is_whole(self, rollup: Rollup) -> bool:
        return bool(rollup.marks & self._marks.whole or rollup.shared & self._marks.sources)

    def _present_units(self, unit: Unit) -> frozenset[Key]:
        if unit not in self._present:
            self._present[unit] = frozenset(self._asked(unit.present))
        return self._present[unit]

    def _followed(self, follow: Follow, rows: list[Row]) -> set[Key]:
        named = {name for row in rows for name in _several(row[follow.by])}
        if follow.through is None or not named:
            return named
        found = self._connection.execute(follow.through, {"names": sorted(named)})
        return {unit for (unit,) in found}

    def _asked(self, query: LiteralString) -> set[Key]:
        return {unit for (unit,) in self._connection.execute(query)}


def _several(value: Key | list[Key]) -> list[Key]:
    return value if isinstance(value, list) else [value]


def are_all(marks: Marks) -> bool:
    """Whether everything that is computed from sources by day is to be computed again."""
    daily = (each.marks for each in ROLLUPS if each.marks and each.unit.kind is date)
    return all(sources & marks.whole for sources in daily)


def refresh(
    connection: psycopg.Connection,
    affected: Affected,
    on_object: Callable[[ObjectState], None],
    *,
    everything: bool,
) -> Iterator[ObjectState]:
    """Make every rollup hold what the transaction sees; yield the state of each published view.

    The seconds of a view are those of its rollup and of the ones before that nothing shows.
    """
    changes: Changes = {}
    started = time.monotonic()
    for rollup in ROLLUPS:
        units = affected.units(rollup, changes, everything=everything or rollup.is_always_new)
        changes[rollup.name] = _written(connection, rollup, units, changes, everything=everything)
        if rollup.view is None:
            continue
        _record(connection, rollup, changes, everything=everything)
        rows, checksum = checksums.kept(connection, rollup.view)
        taken = round(time.monotonic() - started, 3)
        state = ObjectState(rollup.view, rows, checksum, taken, bool(units))
        on_object(state)
        yield state
        started = time.monotonic()


def _written(
    connection: psycopg.Connection,
    rollup: Rollup,
    units: list[Key],
    changes: Changes,
    *,
    everything: bool,
) -> list[Row]:
    """Write the units; return the rows that came or went."""
    if units and rollup.name in OWN_WAYS:
        return OWN_WAYS[rollup.name](connection, rollup, changes, everything=everything)
    return write(connection, rollup, units)


def _record(
    connection: psycopg.Connection, rollup: Rollup, changes: Changes, *, everything: bool
) -> None:
    """Take the checksums of what the view shows otherwise.

    Of `everything` also those of units that cannot be computed any more, and so where the view
    reads another rollup that changed.
    """
    if everything or any(changes[other] for other in rollup.shown_with):
        checksums.keep_all(connection, rollup)
    else:
        checksums.keep(connection, rollup, {row["unit"] for row in changes[rollup.name]})
