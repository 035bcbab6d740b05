"""Where the databases of single tests are: in memory, where there is enough of it.

To make and to drop one is to make and to drop hundreds of files; for each new file ext4 looks
through those that were deleted in the last minute, which takes ten times as long as the copy.
"""

import shutil
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from etl.cluster import bootstrap, home
from etl.cluster.home import Home
from etl.cluster.postmaster import Postmaster

MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30
"""Bytes."""

TABLESPACE = "in_memory"
USUAL = "pg_default"


def ensure(server: Postmaster, place: Home) -> str:
    """Return the tablespace for databases that are dropped soon, made where it is missing."""
    with bootstrap.superuser(server) as connection:
        folder = _folder(connection)
        if folder and folder.exists():
            return TABLESPACE
        if folder:
            _forget(connection)  # the machine was started anew since
        if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
            return USUAL
        made = tempfile.mkdtemp(prefix="localpro-test-", dir=MEMORY)
        shutil.chown(made, home.server_user(place).pw_name)
        connection.execute(
            sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(
                sql.Identifier(TABLESPACE), sql.Literal(made)
            )
        )
    return TABLESPACE


def leave(server: Postmaster) -> None:
    """Give the memory back, after the last database was dropped."""
    with bootstrap.superuser(server) as connection:
        folder = _folder(connection)
        if folder:
            _forget(connection)
            shutil.rmtree(folder, ignore_errors=True)


def _folder(connection: psycopg.Connection) -> Path | None:
    row = connection.execute(
        "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = %s", (TABLESPACE,)
    ).fetchone()
    return Path(row[0]) if row else None


def _forget(connection: psycopg.Connection) -> None:
    inside = connection.execute(
        "SELECT datname FROM pg_database JOIN pg_tablespace ON pg_tablespace.oid = dattablespace"
        " WHERE spcname = %s",
        (TABLESPACE,),
    ).fetchall()
    for (name,) in inside:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    connection.execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(TABLESPACE)))
