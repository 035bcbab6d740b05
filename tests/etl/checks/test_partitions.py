"""Partitions that are gone, detached, or hold what their names do not say."""

import re
from datetime import date, timedelta

import psycopg
import pytest
from psycopg import sql

from etl.rotation import today
from tests.etl.checks.conftest import Problems
from tests.factories import make_search


def week(connection: psycopg.Connection, ago: int = 0) -> tuple[str, date]:
    """Return a week's partition and its Monday."""
    day = today(connection) - timedelta(weeks=ago)
    monday = day - timedelta(days=day.weekday())
    return f"search_logs_y{monday:%Gw%V}", monday


def run_as_said(connection: psycopg.Connection, remedy: str) -> None:
    """Run the statement that the doctor recommends."""
    found = re.search("`(SELECT etl.*)`", remedy)
    assert found, remedy
    connection.execute(found[1].encode())


def table(child: str) -> sql.Identifier:
    return sql.Identifier("partitions", child)


def test_a_week_that_was_dropped_by_hand(spoiled: psycopg.Connection, problems: Problems) -> None:
    child, _ = week(spoiled)
    spoiled.execute(sql.SQL("DROP TABLE {}").format(table(child)))
    found = problems()
    assert "neither here nor archived" in found[f"partition {child}"].state
    assert child in found["partitions"].state, "and searches of today are refused"
    spoiled.execute(
        sql.SQL("CREATE TABLE {} (LIKE search_logs INCLUDING ALL)").format(table(child))
    )
    assert list(problems()) == ["partitions", f"partition {child}"]
    run_as_said(spoiled, problems()[f"partition {child}"].remedy)
    assert problems() == {}


def test_a_gap_without_figures(spoiled: psycopg.Connection, problems: Problems) -> None:
    """Three weeks back there is one, and none between."""
    _, monday = week(spoiled, ago=3)
    spoiled.execute("SELECT etl.ensure_partitions(%s, %s, 'search_logs')", (monday, monday))
    gaps = {f"partition {week(spoiled, ago=ago)[0]}" for ago in (1, 2)}
    found = problems()
    assert found.keys() == gaps
    first = week(spoiled, ago=2)
    assert found[f"partition {first[0]}"].remedy == f"Run `localpro partitions --from {first[1]}`"


def test_a_detached_week(spoiled: psycopg.Connection, problems: Problems) -> None:
    child, _ = week(spoiled)
    spoiled.execute(sql.SQL("ALTER TABLE search_logs DETACH PARTITION {}").format(table(child)))
    remedy = problems()[f"partition {child}"].remedy
    run_as_said(spoiled, remedy)
    assert problems() == {}


def test_bounds_that_are_not_the_names(spoiled: psycopg.Connection, problems: Problems) -> None:
    """As of a week that began at midnight in UTC, five and a half hours late."""
    child, monday = week(spoiled, ago=-30)
    name = f"search_logs_y{monday:%Gw%V}"
    assert name == child
    spoiled.execute(
        sql.SQL("CREATE TABLE {} PARTITION OF search_logs FOR VALUES FROM ({}) TO ({})").format(
            table(name), sql.Literal(f"{monday} 00:00+00"), sql.Literal(f"{monday} 12:00+00")
        )
    )
    assert "what its name does not say" in problems()[f"partition {name}"].state


def test_a_partition_under_another_name(spoiled: psycopg.Connection, problems: Problems) -> None:
    spoiled.execute("CREATE TABLE partitions.rest PARTITION OF messages DEFAULT")
    assert "DEFAULT" in problems()["partition rest"].state


@pytest.mark.parametrize("state", ["archived", "closed"])
def test_a_live_week_that_a_wrong_clock_archived(
    spoiled: psycopg.Connection, problems: Problems, state: str
) -> None:
    """It is not the runway that lacks it: making it anew would leave its rows in the archive."""
    child, monday = week(spoiled, ago=-1)
    if state == "archived":
        spoiled.execute(sql.SQL("DROP TABLE {}").format(table(child)))
    spoiled.execute(
        "INSERT INTO etl.archived_weeks VALUES (%s, %s, %s, 0, '', now(), now())",
        (child[-7:], monday, state),
    )
    found = problems()
    assert f"`localpro archive restore {child[-7:]}`" in found[f"week {child[-7:]}"].remedy
    assert "partitions" not in found


def test_a_restored_week_that_is_gone(spoiled: psycopg.Connection, problems: Problems) -> None:
    child, monday = week(spoiled, ago=60)
    spoiled.execute(
        "INSERT INTO etl.archived_weeks VALUES (%s, %s, 'restored', 0, '', now(), now())",
        (child[-7:], monday),
    )
    remedy = problems()[f"partition {child}"].remedy
    assert remedy == f"Run `localpro archive restore {child[-7:]}`"


def test_searches_of_archived_weeks_are_no_loss(
    spoiled: psycopg.Connection, problems: Problems
) -> None:
    make_search(spoiled)
    spoiled.execute("SELECT etl.ensure_partitions('2025-02-24', now()::date)")
    assert not any(subject.startswith("partition ") for subject in problems())
