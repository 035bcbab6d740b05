"""Screens end with the day of as-of, whatever days rows carry."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from dashboard.frame.shell import show
from dashboard.screens import SCREENS
from etl.refresh.publish import publish
from queries import Snapshot, overview, read
from queries.filters import Available, Filters, NoActivity, available, business_day
from queries.grain import fitting
from queries.people import LOCAL
from queries.periods import Period, Unit
from tests.conftest import SharedDatabase
from tests.dashboard.app import run
from tests.dashboard.conftest import Published
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_search,
)
from tests.postgres import Database

ODD = ("0024-05-05", "1970-01-01", "2001-02-03", "2062-07-07", "9999-12-20")
NOW = datetime.now(UTC)


def write(connection: psycopg.Connection, *moments: datetime) -> None:
    """Write a paid booking for each moment."""
    provider, customer = (
        make_provider(connection, make_category(connection)),
        make_customer(connection),
    )
    for moment in moments:
        booking = make_booking(connection, customer, provider, created_at=moment)
        make_payment(connection, booking, created_at=moment, paid_at=moment)


def load(database: Database) -> None:
    """Two bookings of the last days, a search of the coming ones, and bookings of odd days."""
    odd = [ist(f"{day} 12:00") for day in ODD]
    with database.connect() as connection:
        write(connection, NOW, NOW - timedelta(days=3), *odd)
        make_search(connection, created_at=NOW + timedelta(days=20))
    publish(database.owner_url)


@pytest.fixture
def odd(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Snapshot]:
    use_database(shared_database("odd_days", load))
    with read("analytics") as snapshot:
        yield snapshot


def test_days_end_with_as_of_and_begin_with_what_can_be(odd: Snapshot) -> None:
    known = available(odd)
    assert isinstance(known, Available)
    assert known.data == Period(date(2001, 2, 3), business_day(odd.as_of))
    assert known.newest_day == business_day(NOW)
    assert known.first_search_day is None  # the only one is yet to come


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_opens_and_shows_the_days_until_as_of(name: str) -> None:
    app = run(show, SCREENS[name], LOCAL)
    assert not app.error
    if name == "overview":
        assert {figure.label: figure.value for figure in app.metric}["Requested"] == "2"


def test_all_time_is_drawn_in_steps_that_fit(odd: Snapshot) -> None:
    known = available(odd)
    assert isinstance(known, Available)
    whole = Filters(known.first_day, known.last_day, unit=Unit.DAYS, data=known.data)
    frame = overview.over_time(odd, whole, fitting(whole.days))
    assert 20 < len(frame) < 120
    assert frame["requested"].sum() == 3  # of 2001, of three days ago and of today
    link = {"from": str(whole.start), "to": str(whole.end), "unit": "days"}
    app = run(show, SCREENS["overview"], LOCAL, **link)
    assert app.button_group(key="overview_step").options == [
        "Months",
        "Quarters",
        "Years",
    ]


def test_a_version_of_long_ago_ends_long_ago(odd: Snapshot) -> None:
    old = replace(odd, as_of=ist("2001-03-03 04:06"))
    known = available(old)
    assert isinstance(known, Available)
    assert (known.last_day, known.newest_day) == (date(2001, 3, 3), date(2001, 2, 3))


@pytest.mark.parametrize("moment", ["1970-01-01 12:00", "2062-07-07 12:00"])
def test_nothing_happened_until_as_of(
    connection: psycopg.Connection, published: Published, moment: str
) -> None:
    write(connection, ist(moment))
    snapshot = published()
    none = available(snapshot)
    day = ist(moment).date()
    assert none == NoActivity(business_day(snapshot.as_of), Period(day, day))
    app = run(show, SCREENS["overview"], LOCAL)
    assert not app.error
    assert "the dates that its rows carry" in app.info[0].value
