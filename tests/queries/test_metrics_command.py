"""`localpro metrics` says what metrics come to, exactly, and what is wrong with what was typed."""

import codecs
import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result
from pandas import DataFrame
from typer.testing import CliRunner

from etl.cli import app
from queries import Snapshot, bookings, read, revenue
from queries.catalog import METRICS
from queries.filters import Filters
from queries.printed import Format, printed
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import Database

FIRST, LAST = "2025-01-01", "2025-03-31"
WHOLE = Filters(date(2025, 1, 1), date(2025, 3, 31))
DAYS = ("--from", FIRST, "--to", LAST)


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Database:
    database = shared_database("marketplace", random_marketplace.load)
    use_database(database)
    return database


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["metrics", *arguments])


def asked(*arguments: str) -> dict[str, Any]:
    result = run("query", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def test_every_metric_is_listed() -> None:
    listed = json.loads(run("list", "--format", "json").stdout)["rows"]
    assert [row["name"] for row in listed] == list(METRICS)
    assert listed[0] == {
        "name": "requested",
        "label": "Requested",
        "unit": "count",
        "dimensions": "currency, category, sub_category, district, provider",
        "source": "analytics.booking_totals_daily;"
        " by category, sub_category, district: analytics.booking_funnel_daily;"
        " by provider: analytics.provider_stats_daily, analytics.provider_directory",
    }


@pytest.mark.usefixtures("published")
def test_json_is_what_the_screens_read() -> None:
    said = asked("requested", "completed_rate", *DAYS, "--by", "category")
    with read("analytics") as snapshot:
        frame = bookings.by_category(snapshot, WHOLE)
        assert said["version"] == snapshot.version
        assert said["as_of"] == snapshot.as_of.isoformat()
    assert (said["from"], said["to"]) == (FIRST, LAST)
    assert [row["category"] for row in said["rows"]] == list(frame["category"])
    assert [row["requested"] for row in said["rows"]] == list(frame["requested"])
    rates = [Decimal(row["completed_rate"]) for row in said["rows"]]
    assert rates == list(frame["completed_rate"])


@pytest.mark.usefixtures("published")
def test_amounts_of_one_currency_keep_every_digit() -> None:
    with read("analytics") as snapshot:
        gross = revenue.totals(snapshot, WHOLE)["gross_amount"]
    (row,) = asked("gross_amount", *DAYS, "--where", "currency=INR")["rows"]
    assert Decimal(row["gross_amount"]) == gross
    (row,) = asked("gross_amount", "requested", *DAYS, "--currency", "INR")["rows"]
    assert Decimal(row["gross_amount"]) == gross
    assert row["requested"] == random_marketplace.BOOKINGS
    currencies = asked("gross_amount", *DAYS, "--by", "currency")["rows"]
    assert {each["currency"] for each in currencies} == {"INR", "USD"}


def test_steps_in_time(published: Database) -> None:
    rows = asked("searches", *DAYS, "--grain", "month")["rows"]
    assert [(row["first_day"], row["last_day"]) for row in rows] == [
        ("2025-01-01", "2025-01-31"),
        ("2025-02-01", "2025-02-28"),
        ("2025-03-01", "2025-03-31"),
    ]
    with published.connect() as connection:
        logged = connection.execute(
            "SELECT count(*) FROM search_logs WHERE etl.business_day(created_at) BETWEEN %s AND %s",
            (FIRST, LAST),
        ).fetchone()
    assert logged == (sum(row["searches"] for row in rows),)


@pytest.mark.usefixtures("published")
def test_a_category_may_be_named() -> None:
    every = asked("requested", *DAYS, "--by", "category")["rows"]
    plumbers = next(row for row in every if row["category"] == "Plumbers")
    for given in ("Plumbers", "plumbers", plumbers["category_id"]):
        (row,) = asked("requested", *DAYS, "--where", f"category={given}")["rows"]
        assert row["requested"] == plumbers["requested"]


@pytest.mark.usefixtures("published")
def test_what_is_kept_several_times_is_any_of_it() -> None:
    every = {row["district"]: row for row in asked("searches", *DAYS, "--by", "district")["rows"]}
    kept = ("--where", "district=Lucknow", "--where", "district=Agra")
    (row,) = asked("searches", *DAYS, *kept)["rows"]
    assert row["searches"] == every["Lucknow"]["searches"] + every["Agra"]["searches"]


@pytest.mark.usefixtures("published")
def test_a_period_by_its_name() -> None:
    with read("analytics") as snapshot:
        first = business_day_of(snapshot).replace(day=1)
    said = asked("requested", "--period", "month_to_date")
    assert date.fromisoformat(said["from"]) == first
    refused = run("query", "requested", "--period", "last_month", "--from", FIRST)
    assert refused.exit_code == 2


@pytest.mark.usefixtures("published")
def test_sub_categories_sum_to_their_category() -> None:
    rows = asked("requested", *DAYS, "--by", "category", "--by", "sub_category")["rows"]
    assert any(row["sub_category"] is None for row in rows)
    assert {row["sub_category"] for row in rows} >= {"Taps", "Tiles"}
    for category in asked("requested", *DAYS, "--by", "category")["rows"]:
        own = [row for row in rows if row["category_id"] == category["category_id"]]
        assert len(own) > 1
        assert sum(row["requested"] for row in own) == category["requested"]
    kind = next(row for row in rows if row["sub_category_id"])
    (alone,) = asked("requested", *DAYS, "--where", f"sub_category={kind['sub_category_id']}")[
        "rows"
    ]
    assert alone["requested"] == kind["requested"]


@pytest.mark.usefixtures("published")
def test_a_sub_category_that_several_categories_have_is_named_by_its_id() -> None:
    result = run("query", "requested", "--where", "sub_category=taps")
    assert result.exit_code == 2
    assert "several sub-categories are called 'taps'" in " ".join(result.output.split())


@pytest.mark.usefixtures("published")
def test_a_comparison_stands_beside() -> None:
    march = ("--from", "2025-03-01", "--to", LAST, "--compare", "previous")
    said = asked("gross_growth", *march, "--where", "currency=INR")
    assert (said["before_from"], said["before_to"]) == ("2025-02-01", "2025-02-28")
    (row,) = said["rows"]
    now, before, growth = (
        Decimal(row[name]) for name in ("gross_amount", "gross_amount_before", "gross_growth")
    )
    assert growth == now / before - 1


@pytest.mark.usefixtures("published")
def test_csv_begins_with_a_byte_order_mark() -> None:
    result = run("query", "requested", *DAYS, "--by", "district", "--format", "csv")
    assert result.stdout_bytes.startswith(codecs.BOM_UTF8)
    header, *rows = csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"), newline=""))
    assert header == ["district", "requested"]
    assert sum(int(row[1]) for row in rows) == random_marketplace.BOOKINGS


@pytest.mark.usefixtures("published")
def test_a_table_for_people() -> None:
    lines = run("query", "requested", *DAYS, "--by", "district").stdout.splitlines()
    assert lines[0].split() == ["district", "requested"]
    assert {line.split()[0] for line in lines[2:]} == {"Lucknow", "Agra", "Unknown"}


@pytest.mark.usefixtures("published")
def test_without_days_it_is_the_last_thirty() -> None:
    said = asked("requested")
    with read("analytics") as snapshot:
        today = business_day_of(snapshot)
    days = [date.fromisoformat(said[name]) for name in ("from", "to")]
    assert days == [today - timedelta(days=29), today]


def business_day_of(snapshot: Snapshot) -> date:
    return snapshot.as_of.astimezone(ZoneInfo("Asia/Kolkata")).date()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "no metric called 'nothing'"),
        (["requested", "--by", "colour"], "requested has no dimension colour"),
        (["requested", "--where", "colour=red"], "requested has no dimension colour"),
        (["requested", "--where", "district"], "write it as district=Lucknow"),
        (["requested", "--where", "category=Astrologers"], "there is no category 'Astrologers'"),
        (["clicked", "--by", "category"], "clicked has no dimension category"),
        (["gross_amount"], "never added up"),
        (["gross_growth", "--where", "currency=INR"], "takes a comparison"),
        (["requested", "--from", "2025-13-01"], "2025-13-01"),
        (["requested", "--from", LAST, "--to", FIRST], "is after the last day"),
        (["requested", "--from", "0001-01-01", "--grain", "day"], "ask for longer steps"),
        (["requested", "--grain", "hour"], "hour"),
        (["requested", "--format", "xml"], "xml"),
        (["requested", *DAYS, "--compare", "year"], "no data of the days before"),
        (
            ["requested", *DAYS, "--from", "2025-03-01", "--compare", "previous", "--grain", "day"],
            "not cut into steps",
        ),
        ([], "Missing argument"),
    ],
)
@pytest.mark.usefixtures("published")
def test_what_is_wrong_is_said(arguments: list[str], message: str) -> None:
    result = run("query", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_what_comes_from_outside_is_shown_as_it_is() -> None:
    frame = DataFrame({"term": ["[red]x[/]", "a\x1b[31m\nb"], "n": [1, None]}, dtype=object)
    table = printed(frame, Format.TABLE, {}).decode()
    assert "[red]x[/]" in table
    assert "\x1b" not in table
    assert len(table.splitlines()) == 4
