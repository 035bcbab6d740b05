"""Who serves each map cell: counted again where changed providers serve others or otherwise."""

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

MANY = 0.05
"""Where more of what is served changed, counting all is quicker: a few providers change most cells
of a town, in which thousands serve, and a score is compared in each of its cells."""


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
    """As they were: those of whom more than the score changed."""
    came: list[Provider]
    """The same as they are now."""
    fallen: list[Provider]
    """As they were: those whose score alone changed, and fell."""
    risen: list[Provider]
    """As they are now: those whose score alone changed, and rose."""


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
    everything = everything or not _are_cells_held(connection)
    gone, came = (
        [Provider(*row) for row in rows]
        for rows in held.follow(connection, PROVIDERS, marks, everything=everything)
    )
    change = _change(gone, came)
    if everything or _are_many(connection, change):
        count_all(connection)
    else:
        _count(connection, change)
    connection.execute("SET LOCAL enable_sort TO DEFAULT")


def _are_cells_held(connection: psycopg.Connection) -> bool:
    """Whether it is known which cells were counted of every provider."""
    row = connection.execute(
        "SELECT FROM rollup.serving_providers"
        " WHERE provider_id NOT IN (SELECT provider_id FROM rollup.served_cells) LIMIT 1"
    ).fetchone()
    return row is None


def _are_many(connection: psycopg.Connection, change: Change) -> bool:
    row = connection.execute(
        "SELECT COALESCE(sum(cardinality(blocks)), 0)::bigint FROM rollup.serving_providers"
    ).fetchone()
    assert row is not None
    changed = change.gone + change.came + change.fallen + change.risen
    return sum(len(provider.blocks) for provider in changed) > MANY * int(row[0])


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


def _changed_cells(connection: psycopg.Connection, change: Change) -> list[tuple[str, str]]:
    """Return (cell, category) of what must be counted again, before the new cells are held."""
    return connection.execute(
        statement(__file__, "changed_cells"),
        {
            **_columns("gone", change.gone),
            **_columns("came", change.came),
            **_columns("fallen", change.fallen),
        },
    ).fetchall()


def _hold_cells(connection: psycopg.Connection, change: Change) -> None:
    connection.execute(
        "DELETE FROM rollup.served_cells WHERE provider_id = ANY (%s)",
        ([provider.provider_id for provider in change.gone],),
    )
    connection.execute(
        "INSERT INTO rollup.served_cells (provider_id, cells)"
        " SELECT provider_id, cells FROM etl.service_area_cells WHERE provider_id = ANY (%s)",
        ([provider.provider_id for provider in change.came],),
    )


def _raise_best(connection: psycopg.Connection, risen: list[Provider]) -> set[str]:
    """Return the blocks in which somebody became the best."""
    rows = connection.execute(statement(__file__, "raise_best"), _columns("risen", risen))
    return {block for (block,) in rows}


def _columns(name: str, providers: list[Provider]) -> dict[str, list[Any]]:
    return {
        name: [provider.provider_id for provider in providers],
        f"{name}_categories": [provider.category_id for provider in providers],
        f"{name}_verified": [provider.aadhaar_verified for provider in providers],
        f"{name}_scores": [provider.reputation_score for provider in providers],
    }


def count_all(connection: psycopg.Connection) -> None:
    """Count every cell and take the checksums, in the caller's transaction."""
    connection.execute("DELETE FROM rollup.coverage_cells")
    connection.execute("DELETE FROM rollup.coverage_checksums")
    connection.execute("DELETE FROM rollup.served_cells")
    connection.execute(
        "INSERT INTO rollup.served_cells (provider_id, cells) SELECT provider_id, cells"
        " FROM rollup.serving_providers JOIN etl.service_area_cells USING (provider_id)"
    )
    connection.execute(
        "INSERT INTO rollup.coverage_cells SELECT * FROM rollup.compute_coverage_cells()"
    )
    _record(connection, sql.SQL("true"), {})


def _count(connection: psycopg.Connection, change: Change) -> None:
    """Count the cells that changed, and take the checksums of the blocks in which any differ."""
    cells = _changed_cells(connection, change)
    _hold_cells(connection, change)
    differing = connection.execute(
        statement(__file__, "recount_cells"),
        {
            "cells": [cell for cell, _ in cells],
            "categories": [category for _, category in cells],
        },
    )
    blocks = {block for (block,) in differing} | _raise_best(connection, change.risen)
    changed = {"blocks": sorted(blocks)}
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
