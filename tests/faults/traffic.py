"""Customers who come and people who look while something fails, and what neither may ever find.

A visit is one transaction: a search, the booking of what it found, and its payment. So every
complete version holds as many searches as bookings and payments, whoever looks and whenever.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Event
from uuid import UUID

import psycopg

from etl.errors import LocalProError
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from queries import Snapshot, read_for
from queries.errors import QueryError
from queries.filters import business_day
from queries.metrics.question import Question
from queries.people import Person, Role
from queries.periods import Period
from queries.servers.endpoints import WORKLOADS, Workload
from tests.factories import (
    insert,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
)
from tests.oracle import naive

PATIENCE = 90
"""Seconds within which what must happen has happened, also on a busy machine."""

PACE = 0.05
"""Seconds between two visits."""

REST = 0.3
"""Seconds between two looks, and between two refreshes: others have something to do, too."""

COUNTED = ("searches", "requested", "payments")
"""Metrics of three sources, of which there are equally many."""


def until(happens: Callable[[], object], what: str) -> float:
    """Wait until something happens, and return the seconds that took."""
    begun = time.monotonic()
    while not happens():
        assert time.monotonic() - begun < PATIENCE, what
        time.sleep(0.02)
    return time.monotonic() - begun


@dataclass
class Customers:
    """Who comes and goes; a visit that the database acknowledged must be there for ever."""

    url: str
    acknowledged: list[str] = field(default_factory=list)
    """The bookings of visits of which the database said that they are committed."""

    refused: list[psycopg.Error] = field(default_factory=list)

    def come(self, stopped: Event) -> None:
        """Visit again and again; whoever is refused, or cut off, comes back."""
        while not stopped.wait(PACE):
            try:
                with psycopg.connect(self.url, connect_timeout=2) as connection:
                    customer, provider = _two(connection)
                    while not stopped.wait(PACE):
                        booking = _visit(connection, customer, provider)
                        connection.commit()
                        self.acknowledged.append(booking)
            except psycopg.Error as error:
                self.refused.append(error)


@dataclass(frozen=True)
class Seen:
    """What somebody was shown at a moment."""

    at: float
    server: str
    version: int
    identity: UUID
    counts: tuple[int, ...]
    torn: list[str]


@dataclass
class Viewer:
    """Somebody who looks again and again."""

    person: Person
    workload: Workload
    seen: list[Seen] = field(default_factory=list)
    told: list[QueryError] = field(default_factory=list)
    """What was said instead, when nothing could be shown."""

    crashed: Exception | None = None

    def look(self, stopped: Event) -> None:
        """Look until it is enough, or something is raised that no screen could explain."""
        while not stopped.wait(REST):
            try:
                with read_for(self.person, self.workload) as source:
                    assert isinstance(source.source, Snapshot)
                    self.seen.append(_seen(source.source))
            except QueryError as error:
                self.told.append(error)
            except Exception as error:
                self.crashed = error
                raise

    def seconds_until_shown(self, by: Callable[[Seen], object] = lambda _: True) -> float:
        """Wait until something is shown that was looked for from now on; return the seconds."""
        begun = time.monotonic()
        return until(lambda: self._was_shown(begun, by), f"{self.person.name} is shown nothing")

    def _was_shown(self, since: float, by: Callable[[Seen], object]) -> bool:
        if self.crashed:
            raise self.crashed
        return any(each.at > since and by(each) for each in reversed(self.seen[-50:]))

    def require_right(self) -> None:
        """Nothing that was shown was torn, mixed, or older than what was shown before."""
        assert self.seen
        assert [each.torn for each in self.seen if each.torn] == []
        assert {len({*each.counts}) for each in self.seen} == {1}, "a mix of versions"
        versions = [each.version for each in self.seen]
        assert versions == sorted(versions), "an older version after a newer one"
        shown = {(each.version, each.identity, each.counts) for each in self.seen}
        assert len(shown) == len({*versions}), "a version that is not always the same"


@dataclass
class Traffic:
    """All that goes on at once."""

    url: str
    customers: Customers
    viewers: dict[Workload, Viewer]
    failed: list[Exception] = field(default_factory=list)
    """Refreshes that came to nothing."""

    published: list[int] = field(default_factory=list)

    def refresh(self, stopped: Event) -> None:
        """Publish what is new, over and over; a refresh that fails leaves it to the next one."""
        while not stopped.wait(REST):
            try:
                version = publish(self.url, only_if_changed=True)
            except (LocalProError, psycopg.Error) as error:
                self.failed.append(error)
            else:
                self.published += [version.version_id] if version else []

    def goes_on(self) -> None:
        """Wait until a visit that is made from now on is published and shown to everybody."""
        visits = len(self.customers.acknowledged)
        until(lambda: len(self.customers.acknowledged) > visits + 1, "no visit")
        versions = len(self.published)
        until(lambda: len(self.published) > versions + 1, f"no version: {self.failed[-1:]}")
        newest = self.published[-1]
        for viewer in self.viewers.values():
            viewer.seconds_until_shown(lambda each: each.version >= newest)

    def require_right(self) -> None:
        """Every acknowledged visit is there and counted, and nobody was shown otherwise."""
        for viewer in self.viewers.values():
            viewer.require_right()
        require_exact(self.url)
        with psycopg.connect(self.url) as connection:
            kept = connection.execute(
                "SELECT count(*) FROM bookings WHERE id = ANY (%s)", (self.customers.acknowledged,)
            ).fetchone()
        assert kept == (len(self.customers.acknowledged),), "acknowledged, and lost"


def require_exact(url: str) -> None:
    """What is published is what a naive count of the rows finds, and what a recomputation does."""
    publish(url)
    with psycopg.connect(url) as connection:
        naive.install(connection)
        assert naive.torn(connection) == []
        assert naive.differences(connection) == {}
    verify(url)


@contextmanager
def traffic(url: str, *workloads: Workload, refreshed: bool = True) -> Iterator[Traffic]:
    """Let customers come, refreshes run and people look meanwhile, one for each workload.

    What fails that nobody expects fails the test.
    """
    people = {each: Viewer(Person(each, each, Role.ADMIN), each) for each in workloads or WORKLOADS}
    going, stopped = Traffic(url, Customers(url), people), Event()
    with ThreadPoolExecutor(len(people) + 2) as threads:
        running = [threads.submit(each.look, stopped) for each in people.values()]
        running.append(threads.submit(going.customers.come, stopped))
        if refreshed:
            running.append(threads.submit(going.refresh, stopped))
        try:
            for viewer in people.values():
                viewer.seconds_until_shown()
            yield going
        finally:
            stopped.set()
    for each in running:
        each.result()


def _two(connection: psycopg.Connection) -> tuple[str, str]:
    """Return a customer and a provider, made where there are none."""
    found = connection.execute(
        "SELECT (SELECT id FROM customer_profiles LIMIT 1),"
        " (SELECT id FROM provider_profiles LIMIT 1)"
    ).fetchone()
    if found and all(found):
        return found[0], found[1]
    customer, category = make_customer(connection), make_category(connection)
    return customer, make_provider(connection, category)


def _visit(connection: psycopg.Connection, customer: str, provider: str) -> str:
    now = datetime.now(UTC)
    insert(connection, "search_logs", query="plumber", results_count=1, created_at=now)
    booking = make_booking(
        connection, customer, provider, created_at=now, booking_number=f"V{time.monotonic_ns()}"
    )
    make_payment(connection, booking, paid_at=now)
    return booking


def _seen(snapshot: Snapshot) -> Seen:
    """Return what is counted of these days, and what is torn of all that is published."""
    at, days = time.monotonic(), _days(snapshot)
    answers = (snapshot.answer(Question((name,), days)) for name in COUNTED)
    counts = tuple(int(answer.iloc[0, 0]) for answer in answers)
    driver = snapshot.connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        torn = naive.torn(driver)
    except psycopg.OperationalError:  # what was shown is shown; more of it cannot be asked
        torn = []
    return Seen(at, snapshot.server, snapshot.version, snapshot.identity, counts, torn)


def _days(snapshot: Snapshot) -> Period:
    today: date = business_day(snapshot.as_of)
    return Period(today - timedelta(days=2), today)
