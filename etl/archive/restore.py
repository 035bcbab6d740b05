"""Bring a week of searches back from the archive."""

from datetime import date
from functools import partial

import psycopg
from psycopg import sql

from etl.archive import fingerprint, parquet
from etl.archive.columns import of_file
from etl.archive.export import verify
from etl.archive.manifest import data_name
from etl.archive.statements import of_week
from etl.archive.store import Store
from etl.archive.weeks import PARENT, Week, advance, find_week, forget
from etl.db import Lock, connect, exclusive
from etl.errors import ArchiveError
from etl.ledger import in_ledger
from etl.partitions.detach import finish_pending, state_of
from etl.partitions.patience import patiently
from etl.statements import statement


def restore(store: Store, name: str, url: str | None = None) -> Week:
    """Make the week a partition of search_logs again, and return it; its files stay.

    One that is old stays in the database until it is archived by name; one that is not (the clock
    was wrong) or that had not left yet is archived when its time comes. Raises ArchiveError when
    the week is neither in the archive nor on its way, or is not what was written; the database is
    then as it was.
    """
    with (
        in_ledger("restore", {"week": name, "store": store.root}, url) as run,
        connect(url, autocommit=True, application_name="localpro archive") as connection,
        exclusive(connection, Lock.ARCHIVE),
    ):
        week = find_week(connection, name)
        if week.is_on_its_way:
            finish_pending(connection, PARENT)
            step = partial(_take_back, connection, week)
        elif week.is_archived:
            verify(store, week)
            step = partial(_restore, connection, store, week)
        else:
            raise ArchiveError(f"week {name} is in the database ({week.state or 'attached'})")
        patiently(connection, f"restore week {name}", step)
        run.row_count = week.row_count
        return find_week(connection, name)


def _take_back(connection: psycopg.Connection, week: Week) -> None:
    """Let a week that had not left take changes again."""
    with connection.transaction():
        connection.execute(of_week("open", week.table))
        if state_of(connection, week.child) == "detached":
            attach(connection, week.child, week.first_day)
        forget(connection, week)


def _restore(connection: psycopg.Connection, store: Store, week: Week) -> None:
    """All or nothing; the parent is locked at the end only, and neither reader nor writer waits.

    Attaching makes the indexes, at once for all rows.
    """
    with connection.transaction():
        connection.execute(
            sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL EXCLUDING INDEXES)").format(
                week.table, sql.Identifier("public", PARENT)
            )
        )
        file = parquet.read(store, data_name(week))
        parquet.load(connection, week.table, file)
        columns = of_file(file.schema_arrow)
        if fingerprint.of_table(connection, week.table, columns).checksum != week.checksum:
            raise ArchiveError(f"the rows of week {week.week} did not come back as they were")
        attach(connection, week.child, week.first_day)
        if week.is_old:
            advance(connection, week, "restored")
        else:
            forget(connection, week)


def attach(connection: psycopg.Connection, child: str, first_day: date) -> None:
    """Attach a table as the partition of the week of this day; its days are counted again."""
    connection.execute(
        statement(__file__, "sql/attach"),
        {"parent": PARENT, "child": child, "first_day": first_day},
    )
