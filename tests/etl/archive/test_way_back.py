"""Weeks that should not have left come back, from wherever they were on their way."""

from datetime import timedelta

import pytest

from etl.archive.restore import restore
from etl.archive.run import Archive, archive, close, leave, write
from etl.archive.store import Store
from etl.archive.weeks import Week, advance, due_weeks, find_week
from etl.db import connect
from etl.refresh.publish import publish
from etl.rotation import today
from tests.etl.archive.conftest import WEEKS, old_partitions, rows, states
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_search,
    make_user,
)
from tests.postgres import Database


@pytest.mark.parametrize("steps", [(close,), (close, leave), (close, leave, write)])
def test_a_week_on_its_way_takes_changes_again(
    searched: Database, store: Store, steps: tuple[object, ...]
) -> None:
    everything = rows(searched)
    with connect(searched.owner_url, autocommit=True) as connection:
        place = Archive(connection, searched.owner_url, store)
        for step in steps:
            step(place, find_week(connection, WEEKS[0]))  # type: ignore[operator]
    assert restore(store, WEEKS[0], searched.owner_url).state is None
    assert rows(searched) == everything
    assert states(searched) == {}
    with searched.connect() as connection:
        make_search(connection, created_at=ist("2025-01-07 12:00"))
        assert WEEKS[0] in [week.week for week in due_weeks(connection)]


def test_a_restored_week_that_was_dropped_by_hand_comes_back_again(
    searched: Database, store: Store
) -> None:
    everything = rows(searched)
    archive(store, searched.owner_url)
    for _ in range(2):
        for week in WEEKS:
            restore(store, week, searched.owner_url)
        assert rows(searched) == everything
        with searched.connect() as connection:
            for week in WEEKS:
                connection.execute(f"DROP TABLE partitions.search_logs_y{week}".encode())
    assert old_partitions(searched) == {}


def test_a_young_week_that_a_wrong_clock_archived_comes_back_as_any_other(
    searched: Database, store: Store
) -> None:
    """This week's, archived step by step as if it were old."""
    everything = rows(searched)
    with connect(searched.owner_url, autocommit=True) as connection:
        week = this_week(searched)
        place = Archive(connection, searched.owner_url, store)
        for step in (close, leave, write):
            step(place, find_week(connection, week.week))
        connection.execute(f"DROP TABLE partitions.{week.child}".encode())
        advance(connection, find_week(connection, week.week), "archived")
    assert rows(searched) != everything
    assert restore(store, week.week, searched.owner_url).state is None
    assert rows(searched) == everything
    publish(searched.owner_url)


def this_week(database: Database) -> Week:
    with database.connect() as connection:
        day = today(connection)
        monday = day - timedelta(days=day.weekday())
        return find_week(connection, f"{monday:%Gw%V}")


def test_what_became_of_searches_while_their_week_was_away_is_counted_when_it_is_back(
    database: Database, store: Store
) -> None:
    """Whose bookings are whose changes seldom, and then also of searches that were archived."""
    with database.connect() as connection:
        provider = make_provider(connection, make_category(connection))
        searcher, other = make_user(connection), make_user(connection)
        customer = make_customer(connection, user_id=other)
        make_search(
            connection,
            created_at=ist("2025-01-06 12:00"),
            user_id=searcher,
            clicked_provider_id=provider,
        )
        make_booking(connection, customer, provider, created_at=ist("2025-01-07 12:00"))
    publish(database.owner_url)
    archive(store, database.owner_url)
    with database.connect() as connection:
        connection.execute("UPDATE customer_profiles SET user_id = %s", [searcher])
    publish(database.owner_url)
    assert booked(database) == 0, "a week that is archived stays as it was"
    restore(store, WEEKS[0], database.owner_url)
    publish(database.owner_url)
    assert booked(database) == 1


def booked(database: Database) -> int:
    [(count,)] = rows(database, "SELECT sum(booked) FROM analytics.search_bookings_daily")
    return int(count)
