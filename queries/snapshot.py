"""A snapshot: one data version, read in one transaction, for everything that a page shows."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pandas import DataFrame
from pybreaker import CircuitBreakerError
from sqlalchemy import Connection, CursorResult, Executable, RowMapping, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from queries import tracing
from queries.cache import Key, cached, digest, drop_older, recent
from queries.engine import NAME
from queries.errors import Crowded, Lost, NotPublished, QueryError, Unavailable
from queries.faults import explained, is_lost
from queries.frames import to_frame
from queries.load import named
from queries.metrics.answer import answered
from queries.metrics.question import Question
from queries.servers.endpoints import Endpoint, Workload, database_of
from queries.servers.standing import engine_at, fleet, look_sometimes
from queries.slow import FAILED, observe

log = logging.getLogger("localpro.queries")

LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")
"""What a file may take longer than a page: to be read, and to be written after that."""


@dataclass(eq=False)
class Snapshot:
    """What a page reads from. Everything it returns belongs to one data version, of one server.

    Once, when that is lost or ends a read for its replay, another that has this very version takes
    its place.
    """

    connection: Connection
    endpoint: Endpoint
    role: Workload
    version: int
    identity: UUID
    """What tells this version from another of the same number, after a backup was restored."""

    as_of: datetime
    published_at: datetime
    elsewhere: Callable[["Snapshot"], "Snapshot"] | None = None
    """Opens the same version at another server; None where that was done, or cannot be."""

    @property
    def server(self) -> str:
        """Which server answers."""
        return self.endpoint.name

    def answer(self, question: Question) -> DataFrame:
        """Return the columns of the question, read once per version, role and question.

        Raises what `frame` raises.
        """
        key = Key(self.role, self.version, str(self.identity), "answer", digest(asdict(question)))
        return cached(key, lambda: answered(question, self.rows))

    def frame(self, name: str, **params: object) -> DataFrame:
        """Return what `queries/sql/<name>.sql` finds, read once per version, role and parameters.

        Raises QueryTimeout when it runs too long, Lost when the server goes away and no other has
        the version, Unavailable when there is no other, and what else `queries.faults` knows; the
        snapshot stays usable after a timeout.
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
        self, name: str, statement: Executable, params: Mapping[str, object] | None = None
    ) -> Iterator[CursorResult[Any]]:
        """Yield the result of a statement that is counted under a name; explain its errors."""
        started = time.monotonic()
        try:
            with ExitStack() as stack:
                yield self._result(stack, name, statement, params)
        except DBAPIError as error:
            FAILED.labels(name).inc()
            raise explained(error, name, time.monotonic() - started) from error
        finally:
            seconds = time.monotonic() - started
            asked = statement if params is None else params
            observe(name, seconds, self.connection, self.version, asked)

    def _result(
        self,
        stack: ExitStack,
        name: str,
        statement: Executable,
        params: Mapping[str, object] | None,
    ) -> CursorResult[Any]:
        """Return what the statement finds, here or at the one other server that is tried."""
        try:
            return self._asked(stack, name, statement, params)
        except DBAPIError as error:
            if not is_lost(error) or not self._has_moved():
                raise
            return self._asked(stack, name, statement, params)

    def _asked(
        self,
        stack: ExitStack,
        name: str,
        statement: Executable,
        params: Mapping[str, object] | None,
    ) -> CursorResult[Any]:
        with ExitStack() as asking:
            asking.enter_context(self.connection.begin_nested())
            result = self.connection.execute(statement, params, execution_options={NAME: name})
            stack.enter_context(asking.pop_all())
        return result

    def _has_moved(self) -> bool:
        """Go on at another server; return whether that was to be tried, which it is once.

        Raises Lost where no other has this version.
        """
        if self.elsewhere is None:
            return False
        move, self.elsewhere = self.elsewhere, None
        try:
            found = move(self)
        except QueryError as error:
            log.warning("%s was lost, and none takes its place: %s", self.server, error)
            raise Lost(f"{self.server} was lost, and no other server has this version") from error
        log.warning("%s was lost while it was read: %s goes on", self.server, found.server)
        _close(self.connection)
        self.connection, self.endpoint = found.connection, found.endpoint
        return True


Accepts = Callable[[Snapshot], bool]
"""Whether a snapshot will do; where it will not, the next server is asked."""


def has(identity: UUID | str) -> Accepts:
    """Return what accepts one version alone; the primary is believed when it has another."""
    return lambda found: found.endpoint.is_primary or str(found.identity) == str(identity)


def recent_key(role: Workload, name: str, params: dict[str, object]) -> Key:
    """Return what is kept of a query for some seconds: it is of a database, and of no version."""
    return Key(role, 0, database_of(role), name, digest(params))


@contextmanager
def read(
    workload: Workload, limit: float | None = None, accepts: Accepts = lambda _: True
) -> Iterator[Snapshot]:
    """Open one read-only REPEATABLE READ transaction and yield the newest data version in it.

    The first server that can be asked, in the workload's order, and whose version is accepted,
    answers. A statement, and what is done between two, may take `limit` seconds, else as long as
    for pages.
    Raises Unavailable when no server answers, NotPublished when there is no version yet.
    """
    look_sometimes()
    with ExitStack() as stack:

        def again(lost: Snapshot) -> Snapshot:
            asked = [each for each in fleet().order(workload) if each != lost.endpoint]
            return _opened(
                stack, asked, workload, limit, lambda found: found.identity == lost.identity
            )

        try:
            opened = _opened(stack, fleet().order(workload), workload, limit, accepts)
            opened.elsewhere = again if fleet().has_replicas else None
            yield opened
        except OperationalError as error:
            raise explained(error, "this page", 0) from error


@contextmanager
def read_at(endpoint: Endpoint, workload: Workload, limit: float) -> Iterator[Snapshot]:
    """Open the same at one server, however it stands. Raises what `read` raises."""
    with ExitStack() as stack:
        try:
            yield _at(stack, endpoint, workload, limit)
        except CircuitBreakerError as error:
            raise Unavailable(f"{endpoint.name} did not answer, and is left alone now") from error
        except OperationalError as error:
            raise explained(error, "this server", 0) from error


def _opened(
    stack: ExitStack,
    asked: Sequence[Endpoint],
    workload: Workload,
    limit: float | None,
    accepts: Accepts,
) -> Snapshot:
    """Return a snapshot of the first server that answers and is accepted; the stack closes it.

    Raises the error of the last one.
    """
    error: QueryError = Unavailable("no server answers that has what is asked for; try again")
    for endpoint in asked:
        with ExitStack() as trying:
            try:
                found = _at(trying, endpoint, workload, limit)
            except CircuitBreakerError:
                continue
            except QueryError as failed:
                error = failed
                continue
            if accepts(found):
                stack.enter_context(trying.pop_all())
                drop_older(workload, found.version)
                return found
    raise error


def _at(stack: ExitStack, endpoint: Endpoint, workload: Workload, limit: float | None) -> Snapshot:
    """Return the newest version of one server; raise what is the matter with it."""
    with fleet().asking(endpoint):
        try:
            connection = engine_at(endpoint).connect()
            stack.callback(_close, connection)
            if limit is not None:
                longest = str(int(limit * 1000))
                connection.execute(
                    select(*(func.set_config(name, longest, True) for name in LIMITS))
                )
            return _newest(connection, endpoint, workload)
        except PoolTimeout as error:
            raise Crowded("every connection to the database is in use; try again") from error
        except OperationalError as error:
            raise explained(error, "this page", 0) from error


def _close(connection: Connection) -> None:
    """Let go of a connection: what was read is read, even where its transaction was ended since."""
    try:
        connection.close()
    except DBAPIError:
        if not connection.closed:
            connection.invalidate()
            connection.close()


def _newest(connection: Connection, endpoint: Endpoint, workload: Workload) -> Snapshot:
    started, newest = time.monotonic(), named("data_version_newest")
    try:
        row = connection.execute(
            text(newest.sql), execution_options={NAME: newest.name}
        ).one_or_none()
    except DBAPIError as error:
        raise explained(error, newest.name, time.monotonic() - started) from error
    if row is None:
        raise NotPublished("nothing has been published yet: run `localpro refresh`")
    version = (row.version_id, row.identity, row.as_of, row.published_at)
    tracing.note(version=row.version_id)
    return Snapshot(connection, endpoint, workload, *version)
