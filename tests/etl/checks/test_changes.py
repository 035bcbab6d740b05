"""Changes that nobody marked, and counters that count twice."""

import psycopg
import pytest

from tests.etl.checks.conftest import Problems
from tests.factories import make_booking, make_category, make_customer, make_provider


def test_all_is_well(problems: Problems) -> None:
    assert problems() == {}


def test_triggers_off_and_25_bookings(spoiled: psycopg.Connection, problems: Problems) -> None:
    provider = make_provider(spoiled, make_category(spoiled))
    customer = make_customer(spoiled)
    spoiled.execute("ALTER TABLE bookings DISABLE TRIGGER USER")
    for _ in range(25):
        make_booking(spoiled, customer, provider, status="COMPLETED")
    found = problems()
    assert "on public.bookings is switched off" in found["triggers"].state
    assert "localpro migrate" in found["triggers"].remedy
    assert "localpro refresh --full" in found["triggers"].remedy
    assert (
        found["marks of bookings"].state
        == "27 bookings are stored, 2 of them are counted or marked"
    )
    assert "completed_jobs of" in found["counters"].state
    # switched on again by hand, the rows are still missing, and it is seen that it was off
    spoiled.execute("ALTER TABLE bookings ENABLE TRIGGER USER")
    assert {"triggers", "marks of bookings", "counters"} <= problems().keys()


@pytest.mark.parametrize("table", ["payments", "reviews", "bookings"])
def test_rows_that_go_unmarked(spoiled: psycopg.Connection, problems: Problems, table: str) -> None:
    for name in ("reviews", "payments", "bookings"):
        spoiled.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER".encode())
    if table == "bookings":
        spoiled.execute("DELETE FROM reviews")
        spoiled.execute("DELETE FROM payments")
    spoiled.execute(f"DELETE FROM {table}".encode())
    assert problems()[f"marks of {table}"].state.startswith(f"0 {table} are stored")


def test_what_waits_for_a_refresh_is_no_problem(
    spoiled: psycopg.Connection, problems: Problems
) -> None:
    customer = make_customer(spoiled)
    make_booking(spoiled, customer, "plumber")
    spoiled.execute("UPDATE payments SET amount = amount + 1")
    assert problems() == {}


def test_a_dump_that_was_counted_twice(spoiled: psycopg.Connection, problems: Problems) -> None:
    spoiled.execute("UPDATE provider_profiles SET completed_jobs = 680, total_jobs = 680")
    found = problems()["counters"]
    assert found.state == "of 1 providers are not as counted: completed_jobs of plumber is" + (
        " 680, counted 2"
    )
    assert found.remedy == "Run `localpro reputation recalc --counters`"


def test_counters_of_the_application_are_said(
    spoiled: psycopg.Connection, problems: Problems
) -> None:
    spoiled.execute("UPDATE customer_profiles SET total_bookings = 9")
    assert problems() == {}
