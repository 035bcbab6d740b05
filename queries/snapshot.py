"""A snapshot: one data version, read in one transaction, for everything that a page shows."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from pandas import DataFrame
from prometheus_client import Counter, Histogram
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from queries.cache import cached
from queries.engine import Workload, engine
from queries.errors import NotPublished, QueryError, QueryTimeout, Unavailable
from queries.frames import to_frame
from queries.load import named
from queries.settings import settings

log = logging.getLogger("localpro.queries")

SECONDS = Histogram("localpro_query_seconds", "Time to answer a named query.", ["query"])
SLOW = Counter("localpro_slow_queries", "Queries slower than the threshold.", ["query"])
FAILED = Counter("localpro_failed_queries", "Queries that ended in an error.", ["query"])


@dataclass(frozen=True)
class Snapshot:
    """What a page reads from. Everything it returns belongs to one data version."""

    connection: Connection
    role: str
    version: int
    as_of: datetime
    published_at: datetime

    def frame(self, name: str, **params: object) -> DataFrame:
        """Return what `queries/sql/<name>.sql` finds, read once per version, role and parameters.

        Raises QueryTimeout when it runs too long, Unavailable when the server goes away; the
        snapshot stays usable after a timeout.
        """
        return cached(self.role, self.version, name, params, lambda: self._read(name, params))

    def live_frame(self, name: str, **params: object) -> DataFrame:
        """Return the same as `frame`, read anew each time: for what changes between versions."""
        return self._read(name, params)

    def _read(self, name: str, params: dict[str, object]) -> DataFrame:
        started = time.monotonic()
        try:
            with self.connection.begin_nested():
                result = self.connection.execute(text(named(name).sql), params)
                return to_frame(list(result.keys()), result.fetchall())
        except DBAPIError as error:
            FAILED.labels(name).inc()
            raise _explained(error, name) from error
        finally:
            _observe(name, time.monotonic() - started)


@contextmanager
def read(workload: Workload) -> Iterator[Snapshot]:
    """Open one read-only REPEATABLE READ transaction and yield the newest data version in it.

    Raises Unavailable when no server answers, NotPublished when there is no version yet.
    """
    try:
        with engine(workload).connect() as connection:
            yield _newest(connection, workload)
    except PoolTimeout as error:
        raise Unavailable("every connection to the database is in use; try again") from error
    except OperationalError as error:
        raise Unavailable(f"the database does not answer: {_first_line(error)}") from error


def _newest(connection: Connection, workload: Workload) -> Snapshot:
    try:
        row = connection.execute(text(named("data_version_newest").sql)).one_or_none()
    except DBAPIError as error:
        raise _explained(error, "data_version_newest") from error
    if row is None:
        raise NotPublished("nothing has been published yet: run `localpro refresh`")
    return Snapshot(connection, workload, row.version_id, row.as_of, row.published_at)


def _explained(error: DBAPIError, name: str) -> QueryError:
    match error.orig:
        case psycopg.errors.QueryCanceled():
            limit = settings().query_timeout_seconds
            return QueryTimeout(f"{name} took longer than {limit:g} s and was stopped")
        case psycopg.errors.UndefinedTable() | psycopg.errors.InvalidSchemaName():
            return NotPublished("the analytics schema is not there yet: run `localpro migrate`")
        case psycopg.OperationalError():
            return Unavailable(f"the database does not answer: {_first_line(error)}")
    return QueryError(f"{name} failed: {_first_line(error)}")


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).splitlines()[0]


def _observe(name: str, seconds: float) -> None:
    SECONDS.labels(name).observe(seconds)
    if seconds > settings().slow_query_seconds:
        SLOW.labels(name).inc()
        log.warning("slow query: %s took %.2f s", name, seconds)
