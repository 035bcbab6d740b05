"""Verify finds what was changed behind the triggers' back, and nothing else."""

from datetime import date, timedelta

import psycopg
import pytest
from psycopg import sql
from typer.testing import CliRunner

from etl.checks.jobs import check_jobs
from etl.errors import VerifyError
from etl.jobs.schedule import JOBS
from etl.refresh import commands
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from etl.rollups import ROLLUPS
from etl.rotation import is_turn
from tests.factories import (
    LUCKNOW,
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
)
from tests.postgres import Database

DAILY = [rollup.name for rollup in ROLLUPS if rollup.unit.kind is date]
IN_SHORT = {"provider_days", "reviews", "search_days", "search_totals", "search_months"}
"""One of each kind: counted from rows, one by one, searched, summed up, of months."""


@pytest.fixture
def published(database: Database) -> Database:
    """One booking on 1 March 2025, paid and reviewed at once, and one search; published."""
    with database.connect() as connection:
        area = {"type": "radius", "lat": LUCKNOW[0], "lng": LUCKNOW[1], "radiusKm": 1}
        moments = dict.fromkeys(("created_at", "last_active_at"), ist("2025-01-01"))
        category = make_category(connection)
        provider = make_provider(connection, category, service_areas=[area], **moments)
        customer = make_customer(connection)
        booking = make_booking(connection, customer, provider)
        make_payment(
            connection, booking, paid_at=ist("2025-03-01 13:00"), created_at=ist("2025-03-01 13:00")
        )
        make_review(connection, booking, customer, provider, created_at=ist("2025-03-01 14:00"))
        make_search(connection)
    publish(database.owner_url)
    return database


def ledger(database: Database) -> list[tuple[str, str | None]]:
    with database.connect() as connection:
        return connection.execute(
            "SELECT outcome, error FROM etl.runs WHERE job = 'verify' ORDER BY run_id"
        ).fetchall()


def test_what_was_published_is_right_and_nothing_is_written(published: Database) -> None:
    """Of bookings the one day of the booking; of searches every day of the partitions."""
    with published.connect() as connection:
        row = connection.execute("SELECT count(*) FROM rollup.present_search_days()").fetchone()
        assert row is not None
    assert verify(published.owner_url) == 1 + row[0]
    assert ledger(published) == [("succeeded", None)]


@pytest.mark.parametrize("rollup", ["provider_days", "booking_cohorts", "search_hours"])
def test_a_changed_rollup_is_found(published: Database, rollup: str) -> None:
    column = "searches" if rollup == "search_hours" else "requested"
    with published.connect() as connection:
        connection.execute(
            sql.SQL("UPDATE rollup.{} SET {column} = {column} + 1").format(
                sql.Identifier(rollup), column=sql.Identifier(column)
            )
        )
    with pytest.raises(VerifyError, match=rf"rollup\.{rollup} on 2025-03-01 \(1 rows, 1 recomp"):
        verify(published.owner_url)
    [(outcome, error)] = ledger(published)
    assert outcome == "failed"
    assert "2025-03-01" in str(error)


@pytest.mark.parametrize(
    "rollup",
    [each if each in IN_SHORT else pytest.param(each, marks=pytest.mark.proof) for each in DAILY],
)
def test_a_lost_day_is_found_and_recomputed_in_full(published: Database, rollup: str) -> None:
    """Or its month: searches of it are kept by district and in all of them together."""
    with published.connect() as connection:
        connection.execute(sql.SQL("DELETE FROM rollup.{}").format(sql.Identifier(rollup)))
    with pytest.raises(
        VerifyError, match=rf"rollup\.{rollup} (on|in) 2025-03-01 \(0 rows, [12] recomp"
    ):
        verify(published.owner_url)
    version = publish(published.owner_url, full=True)
    assert version is not None
    assert version.kind == "full"
    verify(published.owner_url)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "UPDATE rollup.provider_totals SET total_bookings = 2",
            r"rollup\.provider_totals of \S+ \(1 rows, 1 recomputed\)",
        ),
        (
            "UPDATE rollup.provider_places SET district = 'Agra'",
            r"rollup\.provider_places of \S+ \(1 rows, 1 recomputed\)",
        ),
        (
            "UPDATE rollup.serving_providers SET reputation_score = 1",
            r"rollup\.serving_providers of \S+ \(1 rows, 1 recomputed\)",
        ),
        (
            "UPDATE rollup.provider_directory SET current_score = 1",
            r"^2 differences: rollup\.provider_directory of (\S+) \(1 rows, 1 recomputed\);"
            r" analytics\.provider_directory of \1 \(1 rows, 1 recomputed\)",
        ),
        (
            "DELETE FROM rollup.provider_stats_summary",
            r"^2 differences: rollup\.provider_stats_summary of (\S+) \(0 rows, 1 recomputed\);"
            r" analytics\.provider_stats_summary of \1 \(0 rows, 1 recomputed\)",
        ),
        (
            "UPDATE rollup.unit_checksums SET checksum = 0 WHERE object ^@ 'provider_stats_s'",
            r"^2 differences: analytics\.provider_stats_summary of \S+ \(1 rows, 1 recomputed\);"
            r" the checksums of analytics\.provider_stats_summary",
        ),
        (
            "UPDATE rollup.coverage_cells SET providers = 2",
            r"rollup\.coverage_cells in \S+ \(\d+ rows, .*analytics\.coverage_cells in \S+ ",
        ),
        (
            "UPDATE rollup.served_cells SET cells = '{}'",
            r"differences: rollup\.coverage_cells in \S+ \(\d+ rows, 0 recomputed\)",
        ),
        (
            "UPDATE rollup.unit_checksums SET checksum = 0 WHERE object = 'coverage_cells'",
            r"analytics\.coverage_cells in .*; the checksums of analytics\.coverage_cells",
        ),
    ],
)
def test_what_is_kept_of_providers_is_verified(
    published: Database, change: str, found: str
) -> None:
    with published.connect() as connection:
        connection.execute(change.encode())
    with pytest.raises(VerifyError, match=found):
        verify(published.owner_url)
    publish(published.owner_url, full=True)
    verify(published.owner_url)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "UPDATE rollup.unit_checksums SET checksum = 0 WHERE object = 'search_stats_daily'",
            r"^2 differences: analytics\.search_stats_daily on 2025-03-01 \(1 rows, 1 recomputed\);"
            r" the checksums of analytics\.search_stats_daily",
        ),
        (
            "UPDATE analytics.data_versions SET objects ="
            " jsonb_set(objects, '{provider_directory,rows}', '2')",
            r"^1 differences: the checksums of analytics\.provider_directory",
        ),
    ],
)
def test_a_wrong_record_is_found(published: Database, change: str, found: str) -> None:
    with published.connect() as connection:
        connection.execute(change.encode())
    with pytest.raises(VerifyError, match=found):
        verify(published.owner_url)
    publish(published.owner_url, full=True)
    verify(published.owner_url)


@pytest.mark.parametrize(
    ("table", "change", "found"),
    [
        ("bookings", "SET final_price = 7", r"rollup\.booking_rows on 2025-03-01"),
        (
            "categories",
            "SET name = 'Other'",
            r"^3 differences: rollup\.categories of all \(1 rows, 1 recomputed\);"
            r" rollup\.provider_directory of (\S+) \(1 rows, 1 recomputed\);"
            r" rollup\.provider_stats_summary of \1 \(1 rows, 1 recomputed\)",
        ),
    ],
)
def test_a_row_changed_without_its_trigger_is_found(
    published: Database, table: str, change: str, found: str
) -> None:
    silently(published, table, change)
    with pytest.raises(VerifyError, match=found):
        verify(published.owner_url)


def silently(database: Database, table: str, change: str) -> None:
    """Update the table without marks."""
    with database.connect() as connection:
        connection.execute(
            f"ALTER TABLE {table} DISABLE TRIGGER USER; UPDATE {table} {change};"
            f" ALTER TABLE {table} ENABLE TRIGGER USER".encode()
        )


def test_time_that_passes_is_no_difference(published: Database) -> None:
    """The reputation that the directory shows grows with the age of the account."""
    silently(published, "users", "SET created_at = created_at - interval '400 days'")
    silently(published, "analytics.data_versions", "SET as_of = as_of - interval '400 days'")
    verify(published.owner_url)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE bookings SET final_price = 7",
        "UPDATE provider_profiles SET location_point = NULL, is_active = false",
        "UPDATE categories SET name = 'Other'",
        # as the loader of reference data might
        "UPDATE geo.pincodes SET office = office; DELETE FROM etl.service_area_cells",
    ],
)
def test_what_waits_for_a_refresh_is_no_difference(published: Database, change: str) -> None:
    with published.connect() as connection:
        connection.execute(change.encode())
    verify(published.owner_url)
    publish(published.owner_url)
    verify(published.owner_url)


def test_the_last_days_and_a_sample(published: Database) -> None:
    """Days of one older booking a day: all of the last 7, of the 60 before them every 30th: two."""
    with published.connect() as connection:
        customer = make_customer(connection)
        provider = make_provider(connection, make_category(connection))
        today = connection.execute("SELECT etl.business_day(now())").fetchone()
        assert today is not None
        for ago in range(67):
            day = date.fromordinal(today[0].toordinal() - ago)
            make_booking(connection, customer, provider, created_at=ist(f"{day} 12:00"))
    publish(published.owner_url)
    with published.connect() as connection:
        searches = connection.execute(
            "SELECT count(*) FROM rollup.present_search_days() AS day, etl.business_day(now()) AS t"
            " WHERE t - day < 7 OR (t - day) % 30 = 0"
        ).fetchone()
    assert searches is not None
    # the fixture's day may be in today's sample, too
    first = (today[0] - date(2025, 3, 1)).days % 30 == 0
    assert verify(published.owner_url, 7) == 7 + 2 + first + searches[0]


def test_every_older_day_has_its_turn() -> None:
    """Within any 30 nights, and once only, however old it is."""
    tonight = date(2025, 6, 1)
    nights = [tonight + timedelta(days=number) for number in range(30)]
    for age in range(7, 1_000):
        day = tonight - timedelta(days=age)
        assert sum(is_turn(day, night) for night in nights) == 1


@pytest.mark.parametrize(("age", "is_found"), [(0, True), (6, True), (7, False), (60, True)])
def test_the_nightly_job_raises_an_alert(database: Database, age: int, is_found: bool) -> None:
    """One row of the last 7 days, or of a day whose turn it is tonight: every 30th. Else later."""
    with database.connect() as connection:
        row = connection.execute("SELECT etl.business_day(now())").fetchone()
        assert row is not None
        moment = ist(f"{row[0] - timedelta(days=age)} 12:00")
        make_search(connection, created_at=moment)
    publish(database.owner_url)
    with database.connect() as connection:
        connection.execute("UPDATE rollup.search_hours SET zero_results = zero_results + 1")
    [nightly] = [job for job in JOBS if job.name == "verify"]
    if is_found:
        with pytest.raises(VerifyError, match=r"rollup\.search_hours on"):
            nightly.run(database.owner_url)
    else:
        nightly.run(database.owner_url)
    with database.connect() as connection:
        job = connection.execute("SELECT alert, error FROM analytics.jobs WHERE job = 'verify'")
        [(alert, error)] = job.fetchall()
        problems = [found.state for found in check_jobs(connection) if not found.is_well]
    assert alert == ("failed" if is_found else None)
    assert ("search_hours" in str(error)) is is_found
    assert bool(problems) is is_found


def test_the_command(published: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALPRO_DATABASE_URL", published.owner_url)
    run = CliRunner().invoke
    result = run(commands.app, ["--verify", "7"])
    assert (result.exit_code, "all as recomputed" in result.stdout) == (0, True)
    assert run(commands.app, ["7"]).exit_code == 2
    with psycopg.connect(published.owner_url) as connection:
        connection.execute("UPDATE rollup.booking_cohorts SET requested = 2")
    assert isinstance(run(commands.app, ["--verify"]).exception, VerifyError)


def test_where_everything_waits_there_is_nothing_to_verify(published: Database) -> None:
    """As after an upgrade that has all checksums taken anew."""
    with published.connect() as connection:
        connection.execute("UPDATE rollup.unit_checksums SET checksum = checksum + 1")
        connection.execute(
            "INSERT INTO etl.day_marks (source) VALUES ('bookings'), ('search_logs')"
        )
    assert verify(published.owner_url) == 0
    version = publish(published.owner_url)
    assert version is not None
    assert version.kind == "full"
    assert verify(published.owner_url) > 1
