"""A whole marketplace as a stream of rows: whatever a row refers to comes before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from etl.embeddings import Embedder
from etl.synthetic import (
    audit,
    booking_rows,
    bookings,
    catalog,
    chat,
    customers,
    notifications,
    payments,
    portfolio,
    profiles,
    reviews,
    searches,
    seasons,
    world,
)
from etl.synthetic.calendar import NEVER, Period
from etl.synthetic.columns import Rows
from etl.synthetic.places import Places
from etl.synthetic.scales import Scale
from etl.synthetic.streams import Spread
from etl.synthetic.world import World


@dataclass(frozen=True)
class Recipe:
    """All that a marketplace depends on: the same recipe gives the same rows."""

    scale: Scale
    seed: int
    until: date
    """The last day of its history."""
    embedder: Embedder
    currencies: bool = False
    """Whether a few bookings are in other currencies than rupees."""
    odd: bool = False
    """Whether there are rows as nobody expects them, see `odd.sql`."""

    def __post_init__(self) -> None:
        """Raise LoadError when the festivals of one of its years are not known."""
        seasons.require_known(self.period)

    @property
    def period(self) -> Period:
        """The days of its history."""
        return Period(self.until - timedelta(days=self.scale.days - 1), self.until)


def stream(recipe: Recipe, places: Places) -> Iterator[Rows]:
    """Yield batches of rows of all 20 tables."""
    seed = recipe.seed
    here = world.make(seed, recipe.scale, recipe.period, places, currencies=recipe.currencies)
    yield from audit.admins(here)
    yield catalog.categories(here.period)
    yield catalog.sub_categories(here.period)
    yield from customers.rows(seed, here.period, places, here.customers)
    yield from profiles.rows(here, recipe.embedder)
    yield from portfolio.rows(seed, here.period, here.providers)
    yield from audit.decisions(here)
    sent = searched = 0
    for table, rows in _business(here):
        sent += len(rows) if table == "notifications" else 0
        searched += len(rows) if table == "search_logs" else 0
        yield table, rows
    yield from notifications.notices(here, sent)
    yield from searches.others(here, searched)


def _business(here: World) -> Iterator[Rows]:
    """Yield all bookings, batch by batch, each with everything that follows from it."""
    book = bookings.Book(here)
    reviewing, talking = _spreads(here, book)
    rooms = chat.Rooms()
    for batch in book.batches():
        written = reviews.write(here, batch, reviewing)
        spoken = chat.talk(here, batch, talking)
        yield from booking_rows.rows(here, batch)
        yield payments.rows(here, batch)
        yield reviews.rows(here, written)
        yield rooms.rows(here, spoken)
        yield from chat.rows(here, spoken)
        yield notifications.of_bookings(here, batch)
        yield notifications.of_reviews(here, written)
        yield notifications.of_talk(here, spoken)
        yield searches.leading_to(here, batch)
        yield from audit.of_bookings(batch, written)


def _spreads(here: World, book: bookings.Book) -> tuple[Spread, Spread]:
    """Return what deals reviews and messages; a first pass counts who can have them."""
    reviewable = words = 0
    for batch in book.batches():
        reviewable += int((batch.course.reviewable != NEVER).sum())
        words += int(chat.weights(here, batch).sum())
    return Spread(here.scale.reviews, reviewable), Spread(here.scale.messages, words)
