"""The marketplace at work, to measure beside it: searches, bookings and what becomes of them.

`write` inserts rows of today at a rate, in small transactions as an application makes them. People,
providers and what is searched are those that are there. Prints nothing.
"""

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

import psycopg

from etl.db import connect
from etl.errors import LocalProError

POOL = 20_000
"""Of the newest searches so many are what is searched again."""

OPEN = 500
"""So many bookings of history go on, too: their days are counted again."""

SEARCHES = 10
"""Searches that are logged in one transaction."""

SHARES = {"search": 0.87, "request": 0.03, "advance": 0.08, "pay": 0.013, "review": 0.007}
"""Of the rows that are written, by what writes them."""

ROWS = {"search": SEARCHES, "request": 2, "advance": 2, "pay": 1, "review": 1}
"""Rows of one transaction, a booking's history among them."""

NEXT = {"PENDING": "CONFIRMED", "CONFIRMED": "IN_PROGRESS", "IN_PROGRESS": "COMPLETED"}
CANCELLED = 0.05
"""Share of the steps that are the last, since somebody cancels."""

FEE = Decimal("0.10")

MAKE_POOL = """
    CREATE TEMPORARY TABLE pool AS
    SELECT
        row_number() OVER () AS number, user_id, query, filters, location, results_count,
        clicked_provider_id, click_position, response_time
    FROM (SELECT * FROM search_logs ORDER BY created_at DESC LIMIT %(most)s) AS newest
"""
ADD_SEARCHES = """
    INSERT INTO search_logs (
        user_id, session_id, query, filters, location, results_count, clicked_provider_id,
        click_position, response_time
    )
    SELECT
        user_id, 'srs_' || uuid_generate_v4(), query, filters, location, results_count,
        clicked_provider_id, click_position, response_time
    FROM pool WHERE number = ANY (%(numbers)s)
"""
ADD_BOOKING = """
    INSERT INTO bookings (
        booking_number, customer_id, provider_id, service_type, service_location, scheduled_date,
        scheduled_time, quoted_price
    )
    SELECT
        %(number)s, %(customer)s, %(provider)s, service_type, service_location,
        now() + interval '1 day', scheduled_time, %(price)s
    FROM bookings WHERE provider_id = %(provider)s LIMIT 1
    RETURNING id
"""
ADVANCE = """
    UPDATE bookings SET
        status = %(status)s::booking_status,
        confirmed_at = CASE %(status)s WHEN 'CONFIRMED' THEN now() ELSE confirmed_at END,
        started_at = CASE %(status)s WHEN 'IN_PROGRESS' THEN now() ELSE started_at END,
        completed_at = CASE %(status)s WHEN 'COMPLETED' THEN now() ELSE completed_at END,
        cancelled_at = CASE %(status)s WHEN 'CANCELLED' THEN now() ELSE cancelled_at END,
        cancelled_by = CASE %(status)s
            WHEN 'CANCELLED' THEN 'CUSTOMER'::cancelled_by ELSE cancelled_by
        END,
        final_price = CASE %(status)s WHEN 'COMPLETED' THEN %(price)s ELSE final_price END
    WHERE id = %(booking)s
"""
ADD_HISTORY = """
    INSERT INTO booking_status_history (booking_id, status, changed_by)
    VALUES (%(booking)s, %(status)s, 'system')
"""
ADD_PAYMENT = """
    INSERT INTO payments (
        booking_id, amount, method, status, transaction_id, platform_fee, platform_fee_percent,
        provider_earnings, paid_at
    )
    VALUES (
        %(booking)s, %(price)s, %(method)s, 'COMPLETED', %(number)s, %(fee)s, 10,
        %(price)s - %(fee)s, now()
    )
"""
ADD_REVIEW = """
    INSERT INTO reviews (booking_id, customer_id, provider_id, overall_rating)
    VALUES (%(booking)s, %(customer)s, %(provider)s, %(rating)s)
"""
PROVIDERS = "SELECT DISTINCT provider_id FROM bookings"
CUSTOMERS = "SELECT id FROM customer_profiles LIMIT 5000"
GOING_ON = """
    SELECT id, customer_id, provider_id, coalesce(quoted_price, 500), status::text
    FROM bookings
    WHERE status IN ('PENDING', 'CONFIRMED', 'IN_PROGRESS')
        AND NOT EXISTS (SELECT FROM payments WHERE payments.booking_id = bookings.id)
        AND NOT EXISTS (SELECT FROM reviews WHERE reviews.booking_id = bookings.id)
    ORDER BY created_at DESC LIMIT %(most)s
"""


@dataclass
class Booking:
    """A booking on its way."""

    id: str
    customer: str
    provider: str
    price: Decimal
    status: str = "PENDING"


@dataclass
class Written:
    """What a writer wrote, and how long it took to commit."""

    seconds: float = 0.0
    rows: Counter[str] = field(default_factory=Counter)
    commits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = self.rows.total()
        said = ", ".join(f"{count:,} by {kind}" for kind, count in self.rows.most_common())
        slow = statistics.quantiles(self.commits, n=100) if len(self.commits) > 1 else [0.0] * 99
        return (
            f"{rows:,} rows in {self.seconds:.0f} s = {rows / max(self.seconds, 1e-9):.1f}/s"
            f" ({said}); a transaction p50 {slow[49] * 1000:.1f} ms, p99 {slow[98] * 1000:.1f} ms,"
            f" slowest {max(self.commits, default=0.0):.2f} s; errors {len(self.errors)}"
        )


class Marketplace:
    """What is there to write about, and how each kind of transaction writes."""

    def __init__(self, connection: psycopg.Connection, chance: random.Random) -> None:
        self.connection, self.chance = connection, chance
        self.searches = connection.execute(MAKE_POOL, {"most": POOL}).rowcount
        self.providers = self._column(PROVIDERS)
        self.customers = self._column(CUSTOMERS)
        going_on = connection.execute(GOING_ON, {"most": OPEN}).fetchall()
        self.open = [Booking(*row) for row in going_on]
        self.completed: list[Booking] = []
        self.paid: list[Booking] = []

    def can(self, kind: str) -> bool:
        """Return whether there is anything to do of this kind."""
        needed = {"advance": self.open, "pay": self.completed, "review": self.paid}
        return bool(needed.get(kind, True))

    def search(self) -> None:
        """Log some searches."""
        numbers = self.chance.sample(range(1, self.searches + 1), SEARCHES)
        self.connection.execute(ADD_SEARCHES, {"numbers": numbers})

    def request(self) -> None:
        """Request a booking."""
        customer, provider = self.chance.choice(self.customers), self.chance.choice(self.providers)
        price = Decimal(self.chance.randrange(20_000, 300_000)) / 100
        known = {"customer": customer, "provider": provider, "price": price}
        [(booking,)] = self.connection.execute(ADD_BOOKING, {"number": f"BK-{uuid4()}", **known})
        self._note(booking, "PENDING")
        self.open.append(Booking(booking, customer, provider, price))

    def advance(self) -> None:
        """Let a booking go a step on, or somebody cancel it."""
        booking = self._taken(self.open)
        is_cancelled = self.chance.random() < CANCELLED
        booking.status = "CANCELLED" if is_cancelled else NEXT[booking.status]
        known = {"booking": booking.id, "status": booking.status, "price": booking.price}
        self.connection.execute(ADVANCE, known)
        self._note(booking.id, booking.status)
        if booking.status in NEXT:
            self.open.append(booking)
        elif not is_cancelled:
            self.completed.append(booking)

    def pay(self) -> None:
        """Pay for a completed booking."""
        booking = self._taken(self.completed)
        known = {
            "booking": booking.id,
            "price": booking.price,
            "fee": round(booking.price * FEE, 2),
            "method": self.chance.choice(["UPI", "CARD", "CASH", "WALLET", "NET_BANKING"]),
            "number": f"TXN-{uuid4()}",
        }
        self.connection.execute(ADD_PAYMENT, known)
        self.paid.append(booking)

    def review(self) -> None:
        """Review a booking that was paid."""
        booking = self._taken(self.paid)
        stars = self.chance.choice([5, 5, 5, 4, 4, 3, 1])
        known = {"customer": booking.customer, "provider": booking.provider, "rating": stars}
        self.connection.execute(ADD_REVIEW, {"booking": booking.id, **known})

    def _note(self, booking: str, status: str) -> None:
        self.connection.execute(ADD_HISTORY, {"booking": booking, "status": status})

    def _taken(self, bookings: list[Booking]) -> Booking:
        return bookings.pop(self.chance.randrange(len(bookings)))

    def _column(self, query: str) -> list[str]:
        return [value for (value,) in self.connection.execute(query.encode())]


def write(url: str, rate: float, seconds: float) -> Written:
    """Write about so many rows a second for so long, and return what was written.

    What fails is one of the errors; a connection that was lost is made again.
    """
    written, chance, began = Written(), random.Random(1), time.monotonic()
    while (left := seconds - (time.monotonic() - began)) > 0:
        try:
            with connect(url, autocommit=True, application_name="marketplace") as connection:
                _work(Marketplace(connection, chance), written, rate, left)
        except (psycopg.Error, LocalProError) as error:
            written.errors.append(f"{type(error).__name__}: {error}".splitlines()[0])
            time.sleep(1)
    written.seconds = time.monotonic() - began
    return written


def _work(there: Marketplace, written: Written, rate: float, seconds: float) -> None:
    """Write one transaction after another, never faster than asked."""
    began, before = time.monotonic(), written.rows.total()
    while (now := time.monotonic() - began) < seconds:
        ahead = (written.rows.total() - before) / rate - now
        if ahead > 0:
            time.sleep(min(ahead, seconds - now))
            continue
        kind = chosen(there.chance, there.can)
        with there.connection.transaction():
            started = time.perf_counter()
            getattr(there, kind)()
        written.commits.append(time.perf_counter() - started)
        written.rows[kind] += ROWS[kind]


def chosen(chance: random.Random, can: Callable[[str], bool]) -> str:
    """Return what to write next, so that rows come by their shares; of what can be written."""
    kinds = [kind for kind in SHARES if can(kind)]
    return chance.choices(kinds, [SHARES[kind] / ROWS[kind] for kind in kinds])[0]
