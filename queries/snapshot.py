"""A snapshot: one data version, read in one transaction, for everything that a page shows."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pandas import DataFrame
from prometheus_client import Counter, Histogram
from sqlalchemy import Connection, CursorResult, Executable, RowMapping, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from queries.cache import Key, cached, digest, drop_older, recent
from queries.engine import Workload, database_of, engine
from queries.errors import NotPublished, Unavailable
from queries.faults import explained
from queries.frames import to_frame
from queries.load import named
from queries.metrics.answer import answered
from queries.metrics.question import Question
from queries.settings import settings

log = logging.getLogger("localpro.queries")


SECONDS = Histogram(
    "localpro_query_seconds", "Time to answer a named query, or read a relation.", ["query"]
)
SLOW = Counter("localpro_slow_queries", "Queries slower than the threshold.", ["query"])
FAILED = Counter("localpro_failed_queries", "Queries that ended in an error.", ["query"])


LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")
"""What a file may take longer than a page: to be read, and to be written after that."""


@dataclass(frozen=True)
class Snapshot:
    """What a page reads from. Everything it returns belongs to one data version."""

    connection: Connection
    role: Workload
    version: int
    identity: UUID
    """What tells this version from another of the same number, after a backup was restored."""

    as_of: datetime
    published_at: datetime

    def answer(self, question: Question) -> DataFrame:
        """Return the columns of the question, read once per version, role and question.

        Raises what `frame` raises.
        """
        key = Key(self.role, self.version, str(self.identity), "answer", digest(asdict(question)))
        return cached(key, lambda: answered(question, self.rows))

    def frame(self, name: str, **params: object) -> DataFrame:
        """Return what `queries/sql/<name>.sql` finds, read once per version, role and parameters.

        Raises QueryTimeout when it runs too long, Unavailable when the server goes away, and what
        else `queries.faults` knows; the snapshot stays usable after a timeout.
        """
        key = Key(self.role, self.version, str(self.identity), name, digest(params))
        return cached(key, lambda: self._read(name, params))

    def live_frame(self, name: str, **params: object) -> DataFrame:
        """Return the same as `frame`, read anew each time: for what changes between versions."""
        return self._read(name, params)

    def recent_frame(self, name: str, **params: object) -> DataFrame:
        """Return the same as it was found in the last seconds, whoever asked for it."""
        return recent(recent_key(self.role, name, params), lambda: self._read(name, params))

    def _read(self, name: str, params: dict[str, object]) -> DataFrame:
        with self._executed(name, text(named(name).sql), params) as result:
            return to_frame(list(result.keys()), result.fetchall())

    def rows(self, source: str, statement: Executable) -> Sequence[RowMapping]:
        """Return what a statement finds, read anew; the name is that of what it reads.

        Raises what `frame` raises.
        """
        with self._executed(source, statement) as result:
            return result.mappings().all()

    @contextmanager
    def _executed(
        self, name: str, statement: Executable, params: dict[str, object] | None = None
    ) -> Iterator[CursorResult[Any]]:
        """Yield the result of a statement that is counted under a name; explain its errors."""
        started = time.monotonic()
        try:
            with self.connection.begin_nested():
                yield self.connection.execute(statement, params)
        except DBAPIError as error:
            FAILED.labels(name).inc()
            raise explained(error, name, time.monotonic() - started) from error
        finally:
            _observe(name, time.monotonic() - started)


def recent_key(role: Workload, name: str, params: dict[str, object]) -> Key:
    """Return what is kept of a query for some seconds: it is of a database, and of no version."""
    return Key(role, 0, database_of(role), name, digest(params))


@contextmanager
def read(workload: Workload, limit: float | None = None) -> Iterator[Snapshot]:
    """Open one read-only REPEATABLE READ transaction and yield the newest data version in it.

    A statement, and what is done between two, may take `limit` seconds, else as long as for pages.
    Raises Unavailable when no server answers, NotPublished when there is no version yet.
    """
    try:
        with engine(workload).connect() as connection:
            if limit is not None:
                longest = str(int(limit * 1000))
                connection.execute(
                    select(*(func.set_config(name, longest, True) for name in LIMITS))
                )
            yield _newest(connection, workload)
    except PoolTimeout as error:
        raise Unavailable("every connection to the database is in use; try again") from error
    except OperationalError as error:
        raise explained(error, "this page", 0) from error


def _newest(connection: Connection, workload: Workload) -> Snapshot:
    started, newest = time.monotonic(), named("data_version_newest")
    try:
        row = connection.execute(text(newest.sql)).one_or_none()
    except DBAPIError as error:
        raise explained(error, newest.name, time.monotonic() - started) from error
    if row is None:
        raise NotPublished("nothing has been published yet: run `localpro refresh`")
    drop_older(workload, row.version_id)
    return Snapshot(connection, workload, row.version_id, row.identity, row.as_of, row.published_at)


def _observe(name: str, seconds: float) -> None:
    SECONDS.labels(name).observe(seconds)
    if seconds > settings().slow_query_seconds:
        SLOW.labels(name).inc()
        log.warning("slow query: %s took %.2f s", name, seconds)
