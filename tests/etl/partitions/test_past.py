"""Partitions of the past: made for a marketplace older than its database, within reason."""

from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from typer.testing import CliRunner

from etl.errors import PartitionError
from etl.partitions import commands
from etl.partitions.lifecycle import maintain
from etl.partitions.past import make_past
from etl.rotation import today
from tests.factories import ist
from tests.postgres import Database

SEARCH = "INSERT INTO search_logs (query, results_count, created_at) VALUES ('tap', 1, %s)"


def test_rows_of_the_past_are_accepted(database: Database) -> None:
    """Of Saturday 3 January 2026 on: its week begins on 29 December and is week 1 of 2026."""
    with database.connect() as connection:
        with pytest.raises(psycopg.errors.CheckViolation, match="no partition"):
            connection.execute(SEARCH, (ist("2026-01-03 09:00"),))
        connection.rollback()
        now = today(connection)
    made, left_out = make_past(date(2026, 1, 3), database.owner_url)
    weeks = [child for child in made if child.startswith("search_logs")]
    assert weeks[0] == "search_logs_y2026w01"
    assert len(weeks) == (now - date(2025, 12, 29)).days // 7, "all but the week that is on"
    assert "messages_y2026m01" in made
    assert {(each.parent, each.left_out) for each in left_out} <= {("notifications", "expired")}
    with database.connect() as connection:
        connection.execute(SEARCH, (ist("2026-01-03 09:00"),))
        connection.execute(SEARCH, (ist("2025-12-29 00:00"),))
    assert maintain(database.owner_url).dropped == [], "nothing was made that goes at once"


@pytest.mark.parametrize(
    ("first_day", "said"),
    [
        (date(1970, 1, 1), r"from 1970-01-01 on 2,9\d\d weeks and 6\d\d months are missing, more"),
        (date(1, 1, 1), "more than 1,000 at once"),
        (date(9999, 12, 31), "9999-12-31 lies in the future"),
    ],
)
def test_absurd_days_are_named(database: Database, first_day: date, said: str) -> None:
    with pytest.raises(PartitionError, match=said):
        make_past(first_day, database.owner_url)
    with database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM etl.runs").fetchone() == (0,)


def test_a_week_that_is_archived_or_lost_is_not_made_again(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    use_database(database)
    with database.connect() as connection:
        this_week = today(connection) - timedelta(days=today(connection).weekday())
        archived, lost = (this_week - timedelta(weeks=ago) for ago in (2, 1))
        connection.execute(
            "INSERT INTO etl.archived_weeks VALUES"
            " (to_char(%(day)s::date, 'IYYY\"w\"IW'), %(day)s, 'archived', 0, '', now(), now())",
            {"day": archived},
        )
        connection.execute(
            "INSERT INTO rollup.search_days SELECT * FROM jsonb_populate_record("
            " NULL::rollup.search_days, %s)",
            (psycopg.types.json.Jsonb(EMPTY_DAY | {"day": f"{lost}"}),),
        )
    names = [f"search_logs_y{day:%G}w{day:%V}" for day in (archived, lost)]
    said = CliRunner().invoke(commands.app, ["--from", f"{archived}", "--dry-run"]).stdout
    assert f"left out: {names[0]} is in the archive: `localpro archive restore" in said
    assert f"left out: {names[1]} was here and is gone" in said
    CliRunner().invoke(commands.app, ["--from", f"{archived}"])
    with database.connect() as connection:
        found = connection.execute(
            "SELECT child FROM etl.existing_partitions() WHERE child = ANY (%s)", (names,)
        )
        assert found.fetchall() == []


EMPTY_DAY: dict[str, object] = {
    "district": "Lucknow",
    "searches": 1,
    "zero_results": 0,
    "clicked": 0,
    "positioned_clicks": 0,
    "click_position_sum": 0,
    "reciprocal_rank_sum": 0,
    "response_buckets": {},
}


def test_what_is_no_day_is_said() -> None:
    told = CliRunner().invoke(commands.app, ["--from", "yesterday"])
    assert told.exit_code == 2
    assert "'yesterday' does not match" in told.output
