"""Coverage's own way: counted again are cells whose changed providers serve others or otherwise."""

from dataclasses import dataclass
from typing import Any

import psycopg

from etl.refresh.write import Changes, Row, write
from etl.rollups import Rollup
from etl.statements import statement

MANY = 0.05
"""Where more of what is served changed, counting all is quicker: a few providers change most cells
of a town, in which thousands serve, and a score is compared in each of its cells."""


@dataclass(frozen=True)
class Change:
    """What changed of the providers that count: rows of `rollup.serving_providers`."""

    gone: list[Row]
    """As they were: those of whom more than the score changed."""
    came: list[Row]
    """The same as they are now."""
    fallen: list[Row]
    """As they were: those whose score alone changed, and fell."""
    risen: list[Row]
    """As they are now: those whose score alone changed, and rose."""


def count(
    connection: psycopg.Connection, rollup: Rollup, changes: Changes, *, everything: bool
) -> list[Row]:
    """Count what changed, or everything; return the blocks in which any did, as rows."""
    # The planner expects ten cells of a provider and would sort what are millions.
    connection.execute("SET LOCAL enable_sort = off")
    change = _change(changes["serving_providers"])
    if everything or not _are_cells_held(connection, change) or _are_many(connection, change):
        rows = count_all(connection, rollup)
    else:
        rows = [{"unit": block} for block in _count(connection, change)]
    connection.execute("SET LOCAL enable_sort TO DEFAULT")
    return rows


def count_all(connection: psycopg.Connection, rollup: Rollup) -> list[Row]:
    """Count every cell, in the caller's transaction; return the rows that came or went."""
    connection.execute("DELETE FROM rollup.served_cells")
    connection.execute(
        "INSERT INTO rollup.served_cells (provider_id, cells) SELECT provider_id, cells"
        " FROM rollup.serving_providers JOIN etl.service_area_cells USING (provider_id)"
    )
    blocks = connection.execute(
        "SELECT unnest(blocks) FROM rollup.serving_providers"
        " UNION SELECT rollup.block_of_cell(h3_cell) FROM rollup.coverage_cells"
    )
    return write(connection, rollup, [block for (block,) in blocks])


def _change(rows: list[Row]) -> Change:
    before = {row["unit"]: row for row in rows if row["is_gone"]}
    after = {row["unit"]: row for row in rows if not row["is_gone"]}
    scored = {
        each for each in before.keys() & after if _served(before[each]) == _served(after[each])
    }
    risen = {
        each
        for each in scored
        if after[each]["reputation_score"] > before[each]["reputation_score"]
    }
    return Change(
        gone=[before[each] for each in before.keys() - scored],
        came=[after[each] for each in after.keys() - scored],
        fallen=[before[each] for each in scored - risen],
        risen=[after[each] for each in risen],
    )


def _served(row: Row) -> tuple[Any, ...]:
    return row["category_id"], row["aadhaar_verified"], row["cells_hash"]


def _are_cells_held(connection: psycopg.Connection, change: Change) -> bool:
    """Whether it is known which cells were counted of every provider that served before."""
    row = connection.execute(
        "SELECT provider_id FROM rollup.serving_providers WHERE provider_id <> ALL (%s)"
        " UNION ALL SELECT unnest(%s::text[])"
        " EXCEPT SELECT provider_id FROM rollup.served_cells LIMIT 1",
        (_ids(change.came), _ids(change.gone)),
    ).fetchone()
    return row is None


def _are_many(connection: psycopg.Connection, change: Change) -> bool:
    row = connection.execute(
        "SELECT COALESCE(sum(cardinality(blocks)), 0)::bigint FROM rollup.serving_providers"
    ).fetchone()
    assert row is not None
    changed = change.gone + change.came + change.fallen + change.risen
    return sum(len(provider["blocks"]) for provider in changed) > MANY * int(row[0])


def _count(connection: psycopg.Connection, change: Change) -> set[str]:
    """Count the cells that changed; return the blocks in which any differ."""
    cells = _changed_cells(connection, change)
    _hold_cells(connection, change)
    differing = connection.execute(
        statement(__file__, "recount_cells"),
        {
            "cells": [cell for cell, _ in cells],
            "categories": [category for _, category in cells],
        },
    ).fetchall()
    risen = connection.execute(statement(__file__, "raise_best"), _columns("risen", change.risen))
    return {block for (block,) in (*differing, *risen)}


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
        "DELETE FROM rollup.served_cells WHERE provider_id = ANY (%s)", (_ids(change.gone),)
    )
    connection.execute(
        "INSERT INTO rollup.served_cells (provider_id, cells)"
        " SELECT provider_id, cells FROM etl.service_area_cells WHERE provider_id = ANY (%s)",
        (_ids(change.came),),
    )


def _ids(providers: list[Row]) -> list[str]:
    return [provider["unit"] for provider in providers]


def _columns(name: str, providers: list[Row]) -> dict[str, list[Any]]:
    return {
        name: _ids(providers),
        f"{name}_categories": [provider["category_id"] for provider in providers],
        f"{name}_verified": [provider["aadhaar_verified"] for provider in providers],
        f"{name}_scores": [provider["reputation_score"] for provider in providers],
    }
