"""Who serves each map cell: counted again in the cells that changed providers change."""

import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from etl.geo.locate import BLOCK_DIGITS
from etl.refresh import held
from etl.refresh.images import fingerprint_of
from etl.refresh.marks import Marks
from etl.refresh.versions import ObjectState
from etl.statements import statement

NAME = "coverage_cells"
PROVIDERS = "serving_providers"

MANY_CELLS = 20_000
"""From so many cells on, counting all of them at once is quicker."""


class Provider(NamedTuple):
    """A row of `rollup.serving_providers`."""

    provider_id: str
    category_id: str
    aadhaar_verified: bool
    cells_hash: str
    blocks: list[str]
    reputation_score: Decimal


@dataclass(frozen=True)
class Change:
    """What changed of the providers that count."""

    gone: list[Provider]
    """As they were: those that serve other cells than before, or others count on them."""
    came: list[Provider]
    """As they are now, of the same kind."""
    fallen: list[Provider]
    """As they were: those whose score alone changed, and fell."""
    risen: list[Provider]
    """As they are now: those whose score alone changed, and rose."""


Cells = list[tuple[str, str]]
"""(map cell, category)."""


def refresh(connection: psycopg.Connection, marks: Marks, *, everything: bool) -> ObjectState:
    """Count what changed, or everything; return the state of `analytics.coverage_cells`."""
    started = time.monotonic()
    is_refreshed = everything or held.is_dirty(PROVIDERS, marks)
    if is_refreshed:
        _follow(connection, marks, everything=everything)
    rows, checksum = recorded(connection)
    return ObjectState(NAME, rows, checksum, round(time.monotonic() - started, 3), is_refreshed)


def recorded(connection: psycopg.Connection) -> tuple[int, str]:
    """Return (row count, checksum) from the checksums of the blocks."""
    row = connection.execute(
        "SELECT COALESCE(sum(rows), 0)::bigint, COALESCE(sum(checksum), 0)"
        " FROM rollup.coverage_checksums"
    ).fetchone()
    assert row is not None
    return row[0], str(row[1])


def _follow(connection: psycopg.Connection, marks: Marks, *, everything: bool) -> None:
    is_first = connection.execute("SELECT FROM rollup.serving_providers LIMIT 1").fetchone() is None
    gone, came = held.follow(connection, PROVIDERS, marks, everything=everything)
    if everything or is_first:
        _count_all(connection)
        return
    change = _change([Provider(*row) for row in gone], [Provider(*row) for row in came])
    cells = _changed_cells(connection, change)
    if len(cells) < MANY_CELLS:
        _count(connection, cells, _raise_best(connection, change.risen))
    else:
        _count_all(connection)


def _change(gone: list[Provider], came: list[Provider]) -> Change:
    before = {provider.provider_id: provider for provider in gone}
    after = {provider.provider_id: provider for provider in came}
    scored = {each for each in before.keys() & after if before[each][:-1] == after[each][:-1]}
    risen = {each for each in scored if after[each][-1] > before[each][-1]}
    return Change(
        gone=[before[each] for each in before.keys() - scored],
        came=[after[each] for each in after.keys() - scored],
        fallen=[before[each] for each in scored - risen],
        risen=[after[each] for each in risen],
    )


def _changed_cells(connection: psycopg.Connection, change: Change) -> Cells:
    former = {(block, each.category_id) for each in change.gone for block in each.blocks}
    return connection.execute(
        statement(__file__, "changed_cells"),
        {
            "blocks": [block for block, _ in former],
            "block_categories": [category for _, category in former],
            **_columns("came", change.came),
            **_columns("fallen", change.fallen),
        },
    ).fetchall()


def _raise_best(connection: psycopg.Connection, risen: list[Provider]) -> set[str]:
    """Return the blocks in which somebody became the best."""
    rows = connection.execute(statement(__file__, "raise_best"), _columns("risen", risen))
    return {block for (block,) in rows}


def _columns(name: str, providers: list[Provider]) -> dict[str, list[Any]]:
    return {
        name: [provider.provider_id for provider in providers],
        f"{name}_categories": [provider.category_id for provider in providers],
        f"{name}_scores": [provider.reputation_score for provider in providers],
    }


def _count_all(connection: psycopg.Connection) -> None:
    connection.execute("DELETE FROM rollup.coverage_cells")
    connection.execute("DELETE FROM rollup.coverage_checksums")
    connection.execute(
        "INSERT INTO rollup.coverage_cells SELECT * FROM rollup.compute_coverage_cells()"
    )
    _record(connection, sql.SQL("true"), {})


def _count(connection: psycopg.Connection, cells: Cells, raised: set[str]) -> None:
    """Count these cells, and take the checksums of their blocks and of others that changed."""
    changed = {
        "cells": [cell for cell, _ in cells],
        "categories": [category for _, category in cells],
        "blocks": sorted(raised | {cell[:BLOCK_DIGITS] for cell, _ in cells}),
    }
    connection.execute(
        "DELETE FROM rollup.coverage_cells AS counted"
        " USING unnest(%(cells)s::text[], %(categories)s::text[]) AS changed (h3_cell, category_id)"
        " WHERE counted.h3_cell = changed.h3_cell AND counted.category_id = changed.category_id",
        changed,
    )
    connection.execute(
        "INSERT INTO rollup.coverage_cells"
        " SELECT * FROM rollup.compute_some_coverage_cells(%(cells)s, %(categories)s)",
        changed,
    )
    connection.execute(
        "DELETE FROM rollup.coverage_checksums WHERE block = ANY (%(blocks)s)", changed
    )
    _record(connection, sql.SQL("counted.block = ANY (%(blocks)s)"), changed)


def _record(connection: psycopg.Connection, which: sql.SQL, params: dict[str, list[str]]) -> None:
    """Take the checksums of blocks, as the rows of the view make them."""
    connection.execute(
        sql.SQL(
            "INSERT INTO rollup.coverage_checksums (block, rows, checksum)"
            " SELECT counted.block, {}"
            " FROM rollup.coverage_cells AS counted"
            " CROSS JOIN LATERAL (SELECT counted.h3_cell, counted.category_id, providers,"
            "   verified_providers, best_reputation) AS item"
            " WHERE {} GROUP BY counted.block"
        ).format(fingerprint_of(connection, sql.Identifier("analytics", NAME)), which),
        params,
    )
