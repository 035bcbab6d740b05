"""What is published of each provider: its rows are made again when anything of it changed."""

import time
from collections.abc import Iterator

import psycopg
from psycopg import sql

from etl.refresh import images
from etl.refresh.marks import Marks
from etl.refresh.versions import ObjectState
from etl.rollups import LISTED

WHOLE = frozenset({"provider_profiles", "reviews"})
"""Sources with marks of single providers, unless they are emptied."""

SHARED = frozenset({"categories", "system_config", "pincodes", "districts"})
"""Sources whose rows are read for many providers."""


def is_all_dirty(marks: Marks) -> bool:
    """Whether the row of any provider may have changed."""
    return bool(WHOLE & marks.whole or SHARED & marks.sources)


def refresh(
    connection: psycopg.Connection, marks: Marks, others: set[str], *, everything: bool
) -> Iterator[ObjectState]:
    """Make the rows of marked providers, of `others` and of those that grew older, or of all.

    Yields the state of each object. To be called when all that its rows are made from is up to
    date.
    """
    everything = everything or is_all_dirty(marks)
    providers = [] if everything else sorted(marks.providers | others | _grown_older(connection))
    for name in LISTED:
        started = time.monotonic()
        if everything or providers:
            _make(connection, name, None if everything else providers)
        rows, checksum = recorded(connection, name)
        taken = round(time.monotonic() - started, 3)
        yield ObjectState(name, rows, checksum, taken, everything or bool(providers))


def recorded(connection: psycopg.Connection, name: str) -> tuple[int, str]:
    """Return (row count, checksum) from the checksums of the rows."""
    row = connection.execute(
        "SELECT count(*), COALESCE(sum(checksum), 0) FROM rollup.provider_checksums"
        " WHERE object = %s",
        (name,),
    ).fetchone()
    assert row is not None
    return row[0], str(row[1])


def differing(connection: psycopg.Connection, name: str, marks: Marks) -> int:
    """Return how many providers are listed otherwise than they would be, had nothing changed since.

    Those whose change waits for a refresh, or that grew older, are left out.
    """
    if is_all_dirty(marks):
        return 0
    row = connection.execute(
        sql.SQL(
            "SELECT count(*)"
            " FROM (SELECT provider_id, {checksum} AS checksum FROM {listed} AS item) AS listed"
            " FULL JOIN (SELECT provider_id, {checksum} AS checksum FROM {made} AS item) AS made"
            "   USING (provider_id)"
            " WHERE listed.checksum IS DISTINCT FROM made.checksum AND provider_id <> ALL (%s)"
        ).format(checksum=_checksum(connection, name), **_relations(name)),
        ([*marks.providers, *_grown_older(connection)],),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _grown_older(connection: psycopg.Connection) -> set[str]:
    rows = connection.execute("SELECT rollup.providers_grown_older()")
    return {provider for (provider,) in rows}


def _make(connection: psycopg.Connection, name: str, providers: list[str] | None) -> None:
    """Make the rows of these providers again, or of all, and take their checksums."""
    chosen = sql.SQL("true" if providers is None else "provider_id = ANY (%(providers)s)")
    checksum = _checksum(connection, name)
    for statement in (
        "DELETE FROM rollup.provider_checksums WHERE object = %(name)s AND {chosen}",
        "DELETE FROM {listed} WHERE {chosen}",
        "INSERT INTO {listed} SELECT * FROM {made} WHERE {chosen}",
        "INSERT INTO rollup.provider_checksums (object, provider_id, checksum)"
        " SELECT %(name)s, provider_id, {checksum} FROM {listed} AS item WHERE {chosen}",
    ):
        connection.execute(
            sql.SQL(statement).format(chosen=chosen, checksum=checksum, **_relations(name)),
            {"name": name, "providers": providers},
        )


def _checksum(connection: psycopg.Connection, name: str) -> sql.Composed:
    return images.checksum(connection, sql.Identifier("rollup", name))


def _relations(name: str) -> dict[str, sql.Identifier]:
    return {"listed": sql.Identifier("rollup", name), "made": sql.Identifier("etl", name)}
