"""Versions, their objects and sources, and runs, as the tables have them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import psycopg
import pytest
from psycopg.types.json import Jsonb

from etl.errors import RefreshError
from etl.ledger import in_ledger
from etl.refresh.publish import publish
from etl.rollups import PUBLISHED
from queries import data, read
from queries.catalog import METRICS
from queries.load import catalog
from tests.factories import make_category, make_provider
from tests.postgres import Database


def add_version(
    connection: psycopg.Connection, objects: dict[str, object], watermarks: dict[str, object]
) -> None:
    connection.execute(
        "INSERT INTO analytics.data_versions (as_of, published_at, kind, seconds, watermarks,"
        " objects) VALUES (%s, %s, 'full', 2.5, %s, %s)",
        (AS_OF, PUBLISHED_AT, Jsonb(watermarks), Jsonb(objects)),
    )


AS_OF = datetime(2025, 3, 1, 18, 30, tzinfo=UTC)
PUBLISHED_AT = datetime(2025, 3, 1, 18, 31, tzinfo=UTC)
NEWEST = "2025-03-01T23:59:59.25+05:30"


def state(rows: int, checksum: str, seconds: float = 0.5) -> dict[str, object]:
    return {"rows": rows, "checksum": checksum, "seconds": seconds}


@pytest.fixture
def two_versions(
    connection: psycopg.Connection, database: Database, use_database: Callable[[Database], None]
) -> None:
    """Two versions: `grown` by 3 rows, `same` as it was, `rewritten` in place, `new` not before."""
    before = {"grown": state(4, "1"), "same": state(5, "2"), "rewritten": state(6, "3")}
    after = {
        "grown": state(7, "10"),
        "same": state(5, "2"),
        "rewritten": state(6, "30"),
        "new": state(1, "4", 0.125),
    }
    add_version(connection, before, {"bookings": {"rows": 10, "newest": None}})
    add_version(
        connection,
        after,
        {"bookings": {"rows": 8, "newest": NEWEST}, "users": {"rows": 0, "newest": None}},
    )
    connection.commit()
    use_database(database)


def cells(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Return the rows with None for what is missing."""
    plain = frame[[*columns]].astype(object).where(frame[[*columns]].notna(), None)
    return list(plain.itertuples(index=False, name=None))


@pytest.mark.usefixtures("two_versions")
def test_objects_beside_the_version_before() -> None:
    with read("analytics") as snapshot:
        frame = data.objects(snapshot)
    columns = ("name", "rows", "rows_before", "row_change", "checksum", "is_changed")
    assert cells(frame, *columns) == [
        ("grown", 7, 4, 3, "10", True),
        ("new", 1, None, None, "4", True),
        ("rewritten", 6, 6, 0, "30", True),
        ("same", 5, 5, 0, "2", False),
    ]
    assert [float(seconds) for seconds in frame["seconds"]] == [0.5, 0.125, 0.5, 0.5]


@pytest.mark.usefixtures("two_versions")
def test_sources_beside_the_version_before() -> None:
    with read("analytics") as snapshot:
        frame = data.sources(snapshot)
    assert cells(frame, "name", "rows", "rows_before", "row_change") == [
        ("bookings", 8, 10, -2),
        ("users", 0, None, None),
    ]
    assert frame["newest_at"][0] == pd.Timestamp("2025-03-01 18:29:59.25", tz="UTC")
    assert pd.isna(frame["newest_at"][1])


@pytest.mark.usefixtures("two_versions")
def test_versions_newest_first() -> None:
    """7 + 5 + 6 + 1 = 19 rows, of 4 objects all but `same` changed; before, 4 + 5 + 6 = 15, new."""
    with read("analytics") as snapshot:
        frame = data.versions(snapshot)
    assert cells(frame, "version_id", "published_rows", "changed_objects", "kind") == [
        (2, 19, 3, "full"),
        (1, 15, 3, "full"),
    ]
    assert frame["as_of"][0] == AS_OF
    assert frame["published_at"][0] == PUBLISHED_AT
    assert float(frame["refresh_seconds"][0]) == 2.5


def test_a_refresh_says_what_it_published(
    connection: psycopg.Connection, database: Database, use_database: Callable[[Database], None]
) -> None:
    make_provider(connection, make_category(connection))
    connection.commit()
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        objects = data.objects(snapshot).set_index("name")
        sources = data.sources(snapshot).set_index("name")
        runs = data.runs(snapshot)
    assert set(objects.index) == {*PUBLISHED}
    assert objects.loc["provider_directory", "rows"] == 1
    assert sources.loc["provider_profiles", "rows"] == 1
    assert cells(runs, "job", "outcome", "error") == [("refresh", "succeeded", None)]
    assert runs["row_count"][0] == objects["rows"].sum()


@pytest.mark.usefixtures("two_versions")
def test_a_run_that_fails_after_the_version_is_seen_at_once(database: Database) -> None:
    with read("analytics") as snapshot:
        assert data.jobs(snapshot).empty
    run(database, "refresh")
    run(database, "archive")
    with pytest.raises(RefreshError):
        run(database, "refresh", fails=True)
    with read("analytics") as snapshot:
        jobs, runs = data.jobs(snapshot), data.runs(snapshot)
    assert snapshot.version == 2
    assert cells(jobs, "job", "outcome", "error") == [
        ("archive", "succeeded", None),
        ("refresh", "failed", "RefreshError: disk full"),
    ]
    assert cells(runs, "job", "outcome") == [
        ("refresh", "failed"),
        ("archive", "succeeded"),
        ("refresh", "succeeded"),
    ]
    assert jobs["succeeded_at"][1] == runs["finished_at"][2]
    assert [float(seconds) for seconds in runs["seconds"]] == [
        (finished - started).total_seconds()
        for started, finished in zip(runs["started_at"], runs["finished_at"], strict=True)
    ]


def run(database: Database, job: str, *, fails: bool = False) -> None:
    with in_ledger(job, {}, database.owner_url):
        if fails:
            raise RefreshError("disk full")


@pytest.mark.usefixtures("two_versions")
def test_a_refused_run_does_not_hide_that_the_one_before_failed(
    database: Database, connection: psycopg.Connection
) -> None:
    with pytest.raises(RefreshError):
        run(database, "refresh", fails=True)
    connection.execute(
        "INSERT INTO etl.runs (job, outcome, finished_at, error)"
        " VALUES ('refresh', 'refused', now(), 'BusyError: another runs')"
    )
    connection.commit()
    with read("analytics") as snapshot:
        assert cells(data.jobs(snapshot), "job", "outcome", "succeeded_at") == [
            ("refresh", "failed", None)
        ]


def test_every_query_and_metric_is_listed() -> None:
    assert list(data.named_queries()["name"]) == sorted(catalog())
    assert set(data.metrics()["name"]) == set(METRICS)
