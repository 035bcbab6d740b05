"""One job on the backups at a time, each in the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from etl.backup.server import Server
from etl.db import Lock, connect, exclusive
from etl.ledger import Run, in_ledger


@contextmanager
def alone(
    server: Server, job: str, arguments: dict[str, object] | None = None
) -> Iterator[tuple[Run, psycopg.Connection]]:
    """Enter a job into the server's ledger, and yield the run and a connection while no other works
    on the backups. Raises BusyError when one does.
    """
    with (
        in_ledger(job, {"folder": str(server.folder)} | (arguments or {}), server.url) as run,
        connect(server.url, autocommit=True, application_name=f"localpro {job}") as connection,
        exclusive(connection, Lock.BACKUP),
    ):
        yield run, connection
