"""Who serves each map cell: counted again in the blocks of cells that changed providers serve."""

import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from etl.refresh import held
from etl.refresh.images import fingerprint_of
from etl.refresh.marks import Marks
from etl.refresh.versions import ObjectState
from etl.statements import statement

NAME = "coverage_cells"
PROVIDERS = "serving_providers"


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


Blocks = list[tuple[str, str]]
"""(block of map cells, category)."""


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
    # The planner expects ten cells of a provider and would sort what are millions.
    connection.execute("SET LOCAL enable_sort = off")
    is_first = connection.execute("SELECT FROM rollup.serving_providers LIMIT 1").fetchone() is None
    gone, came = held.follow(connection, PROVIDERS, marks, everything=everything)
    if everything or is_first:
        count_all(connection)
    else:
        _count(
            connection, _change([Provider(*row) for row in gone], [Provider(*row) for row in came])
        )
    connection.execute("SET LOCAL enable_sort TO DEFAULT")


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


def _changed_blocks(connection: psycopg.Connection, change: Change) -> Blocks:
    served = {(block, it.category_id) for it in change.gone + change.came for block in it.blocks}
    return connection.execute(
        statement(__file__, "changed_blocks"),
        {
            "blocks": [block for block, _ in served],
            "block_categories": [category for _, category in served],
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


def count_all(connection: psycopg.Connection) -> None:
    """Count every cell and take the checksums, in the caller's transaction."""
    connection.execute("DELETE FROM rollup.coverage_cells")
    connection.execute("DELETE FROM rollup.coverage_checksums")
    connection.execute(
        "INSERT INTO rollup.coverage_cells SELECT * FROM rollup.compute_coverage_cells()"
    )
    _record(connection, sql.SQL("true"), {})


def _count(connection: psycopg.Connection, change: Change) -> None:
    """Count the blocks that changed, and take the checksums of those that differ."""
    blocks = _changed_blocks(connection, change)
    differing = connection.execute(
        statement(__file__, "recount_blocks"),
        {
            "blocks": [block for block, _ in blocks],
            "categories": [category for _, category in blocks],
        },
    ).fetchall()
    raised = _raise_best(connection, change.risen)
    changed = {"blocks": sorted(raised | {block for block, _ in differing})}
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
