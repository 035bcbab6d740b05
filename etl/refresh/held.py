"""What is held of each provider as published: rows that a refresh moves when the sources moved."""

from typing import Any

import psycopg
from psycopg import sql

from etl.refresh.marks import Marks

HELD: dict[str, frozenset[str]] = {
    "provider_places": frozenset({"districts"}),
    "serving_providers": frozenset({"pincodes", "districts"}),
}
"""Tables of `rollup` that hold what the view of that name in `etl` says, each with what the view
reads beside `provider_profiles`. Both begin with `provider_id`, their key."""

Row = list[Any]


def is_all_dirty(name: str, marks: Marks) -> bool:
    """Whether the view may say something else of any provider than is held."""
    return bool((HELD[name] | {"provider_profiles"}) & marks.whole)


def is_dirty(name: str, marks: Marks) -> bool:
    """Whether the view may say something else than is held."""
    return bool(marks.providers) or is_all_dirty(name, marks)


def follow(
    connection: psycopg.Connection, name: str, marks: Marks, *, everything: bool
) -> tuple[list[Row], list[Row]]:
    """Hold what the view says now of `everything` or of what is marked.

    Returns the rows that went, and those that came.
    """
    held, said = _relations(name)
    everything = everything or is_all_dirty(name, marks)
    of_marked = sql.SQL("true" if everything else "provider_id = ANY (%(marked)s)")
    found = connection.execute(
        sql.SQL(
            "WITH held AS MATERIALIZED (SELECT * FROM {held} WHERE {of_marked}),"
            " said AS MATERIALIZED (SELECT * FROM {said} WHERE {of_marked})"
            " SELECT true, gone.* FROM (TABLE held EXCEPT TABLE said) AS gone"
            " UNION ALL SELECT false, came.* FROM (TABLE said EXCEPT TABLE held) AS came"
        ).format(held=held, said=said, of_marked=of_marked),
        {"marked": list(marks.providers)},
    ).fetchall()
    gone = [row for is_gone, *row in found if is_gone]
    came = [row for is_gone, *row in found if not is_gone]
    connection.execute(
        sql.SQL("DELETE FROM {} WHERE provider_id = ANY (%s)").format(held),
        ([provider for provider, *_ in gone],),
    )
    connection.execute(
        sql.SQL("INSERT INTO {} SELECT * FROM {} WHERE provider_id = ANY (%s)").format(held, said),
        ([provider for provider, *_ in came],),
    )
    return gone, came


def differing(connection: psycopg.Connection, name: str, marks: Marks) -> int:
    """Return how many rows are held that the view does not say, or the other way round.

    Those of providers whose change waits for a refresh are left out.
    """
    if is_all_dirty(name, marks):
        return 0
    held, said = _relations(name)
    row = connection.execute(
        sql.SQL(
            "SELECT count(*) FROM ((TABLE {held} EXCEPT TABLE {said})"
            " UNION ALL (TABLE {said} EXCEPT TABLE {held})) AS differing"
            " WHERE provider_id <> ALL (%s)"
        ).format(held=held, said=said),
        (list(marks.providers),),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _relations(name: str) -> tuple[sql.Identifier, sql.Identifier]:
    return sql.Identifier("rollup", name), sql.Identifier("etl", name)
