"""How large a marketplace to make: rows per table, days of history, growth inside them."""

from dataclasses import dataclass

from etl.errors import LoadError

BATCH = 20_000
"""At most about so many rows of a table are made, sent and forgotten at a time."""


@dataclass(frozen=True)
class Scale:
    """The volumes of one marketplace. They are exact, not averages."""

    name: str
    days: int
    """Business days of history, the last one included."""
    reach: float
    """How much of the roll-out over Uttar Pradesh happens within these days (1: all of it)."""
    growth: float
    """How much busier the last day is than the first, seasons apart."""
    users: int
    """Customers, providers and admins together."""
    providers: int
    bookings: int
    reviews: int
    messages: int
    searches: int
    notifications: int

    @property
    def customers(self) -> int:
        """How many users are customers."""
        return self.users - self.providers - self.admins

    @property
    def admins(self) -> int:
        """How many users are admins: two, and one more for every thousand users."""
        return 2 + self.users // 1000

    @property
    def expected_rows(self) -> int:
        """About how many rows all tables have together, to show progress against."""
        counted = self.users + self.reviews + self.messages + self.searches + self.notifications
        return counted + 3 * self.users + 10 * self.providers + 6 * self.bookings

    @property
    def booking_batch(self) -> int:
        """How many bookings, with all that follows from them, are made at a time."""
        return max(1, BATCH * self.bookings // max(self.messages, 5 * self.bookings))


SCALES = {
    scale.name: scale
    for scale in (
        Scale(
            name="demo",
            days=365,
            reach=1.0,
            growth=6.0,
            users=3_000,
            providers=400,
            bookings=12_000,
            reviews=4_000,
            messages=60_000,
            searches=120_000,
            notifications=100_000,
        ),
        Scale(
            name="month1",
            days=31,
            reach=0.05,
            growth=2.0,
            users=1_000,
            providers=100,
            bookings=500,
            reviews=200,
            messages=5_000,
            searches=10_000,
            notifications=20_000,
        ),
        Scale(
            name="year1",
            days=365,
            reach=1.0,
            growth=100.0,
            users=100_000,
            providers=10_000,
            bookings=100_000,
            reviews=50_000,
            messages=5_000_000,
            searches=10_000_000,
            notifications=20_000_000,
        ),
        Scale(
            name="year3",
            days=1_096,
            reach=1.0,
            growth=300.0,
            users=300_000,
            providers=30_000,
            bookings=1_000_000,
            reviews=500_000,
            messages=20_000_000,
            searches=30_000_000,
            notifications=60_000_000,
        ),
    )
}
"""What `localpro generate --scale` offers.

`month1` and `year1` are the document's first month and first year (its 1.2). `year3` has ten times
the bookings of `year1`; of searches, messages and notifications three to four times as many, with
which the database takes some 40 GB (`docs/performance.md`).
"""


def scale_named(name: str) -> Scale:
    """Return a scale; raises LoadError when there is none of that name."""
    if name not in SCALES:
        raise LoadError(f"there is no scale {name!r}: choose one of {', '.join(SCALES)}")
    return SCALES[name]
