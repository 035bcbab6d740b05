"""Spark counts the archive as DuckDB does, on a real cluster: a master and two workers."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from pyarrow import fs, parquet

from etl.archive.columns import COUNTED
from etl.archive.manifest import data_name, manifest_name, partial_name
from etl.archive.report import compare
from etl.archive.report.engines.duckdb import DuckDB
from etl.archive.report.engines.engine import Count, Searches
from etl.archive.report.engines.spark import counted
from etl.archive.report.engines.spark_session import Running, running
from etl.archive.run import archive
from etl.archive.store import Store, open_store
from etl.archive.weeks import Week
from etl.errors import ArchiveError
from etl.statements import statement
from tests.etl.archive.conftest import rows
from tests.postgres import Database
from tests.spark import DEFAULTS, SparkCluster, cluster, wait_for

pytestmark = [
    pytest.mark.proof,
    # The Java machine is a child process, made while Arrow's threads are there.
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]

LONG = """
    SELECT count(*) FILTER (WHERE (hour + number) % 7 = 0) AS sevenths
    FROM searches CROSS JOIN range(0, 210000, 1, 2) AS numbers (number)
"""
"""Work for seconds, with an answer that is easily known."""

WITHOUT_ROOM = """
import sys
from etl.archive.report.engines.spark_session import running

with running(sys.argv[1], patience=1) as spark, spark.attended():
    spark.session.range(9).count()
"""

RELEASED_LATE = """
import signal, sys, time
from concurrent.futures import ThreadPoolExecutor
from etl.archive.report.engines import spark_session

def end_amid_a_release(process, end=spark_session._end):
    process.send_signal(signal.SIGSTOP)
    late = py4j.submit(release, "o2", False)
    time.sleep(0.5)
    process.kill()
    late.result()
    end(process)

spark_session._end = end_amid_a_release
with ThreadPoolExecutor(1) as py4j, spark_session.running(sys.argv[1], patience=240) as spark:
    release = spark.jvm._gateway_client.garbage_collect_object
    py4j.submit(release, "o1", False).result()
"""

MONDAY = date(2025, 1, 6)
TEXTS = (None, "", " ", "a", "A", "NULL", "\\N", "a\0b", "ß", "é", "e\u0301", "नल", "🔧", "\u2028")


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkCluster]:
    with cluster(tmp_path_factory.mktemp("spark"), workers=2) as made:
        yield made
    assert not any(process.is_left() for process in made.started)


@pytest.fixture(scope="module")
def spark(machines: SparkCluster) -> Iterator[Running]:
    """One Spark for all tests that can share it: it takes seconds to start."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - machines.environment.keys():
            patch.delenv(name)
        for name, text in machines.environment.items():
            patch.setenv(name, text)
        with running(machines.url, patience=240) as started:
            wait_for(lambda: started.executors() == 2, "an executor on each worker")
            yield started


SCHEMA = pa.schema(
    [
        ("results_count", pa.int32()),
        ("clicked_provider_id", pa.string()),
        ("click_position", pa.int32()),
        ("response_time", pa.int32()),
        *COUNTED,
    ]
)
"""The columns that a report reads."""


def week_of(monday: date) -> Week:
    return Week(f"{monday:%Gw%V}", monday, False, "archived", None, None, True)


def write(store: Store, monday: date, searches: list[dict[str, object]]) -> Week:
    """Write a week as the archive has it, beside files that are none of its data."""
    week = week_of(monday)
    file = Path(store.path(data_name(week)))
    file.parent.mkdir(parents=True)
    parquet.write_table(pa.Table.from_pylist(searches, schema=SCHEMA), file, compression="zstd")
    Path(store.path(manifest_name(week))).write_text(json.dumps({"rows": len(searches)}))
    Path(store.path(partial_name(data_name(week)))).write_bytes(file.read_bytes()[:-9])
    return week


def random_search(random: Random, monday: date) -> dict[str, object]:
    """Of any kind that the columns allow; nobody searched on a Thursday."""
    text = partial(random.choice, (*TEXTS, chr(random.randrange(0x20, 0xD800))))
    return {
        "day": monday + timedelta(days=random.choice((0, 1, 2, 4, 5, 6))),
        "hour": random.randrange(24),
        "district": text(),
        "h3_cell": text(),
        "category": text(),
        "term": text(),
        "results_count": random.randrange(3),
        "clicked_provider_id": text(),
        "click_position": random.choice((None, 0, 1, 2**31 - 1)),
        "response_time": random.choice((None, 0, 1, 2, random.randrange(2**31))),
    }


def counts(count: Count) -> dict[str, tuple[pa.Schema, list[str]]]:
    """All that a report asks for: types, and rows in an order of their own."""
    folder = compare.__file__
    tables = {name: count(statement(folder, f"{name}.archived")) for name in compare.OBJECTS}
    return {
        name: (table.schema, sorted(map(repr, table.to_pylist()))) for name, table in tables.items()
    }


def two_weeks(folder: Path, seed: int, size: int) -> Searches:
    """Searches from the second day of one week to the last but one of the next."""
    random, store = Random(seed), open_store(str(folder / "cold [1]{a,b} *?%20"))
    mondays = (MONDAY, MONDAY + timedelta(days=7))
    weeks = [
        write(store, monday, [random_search(random, monday) for _ in range(size)])
        for monday in mondays
    ]
    return Searches(store, weeks, MONDAY + timedelta(days=1), MONDAY + timedelta(days=12))


@pytest.mark.parametrize(("seed", "size"), [(1, 0), (2, 1), (3, 500)])
def test_equal_to_duckdb(spark: Running, tmp_path: Path, seed: int, size: int) -> None:
    searches = two_weeks(tmp_path, seed, size)
    with DuckDB().counting(searches) as count:
        wanted = counts(count)
    assert counts(counted(spark, searches)) == wanted
    assert all(found for _, found in wanted.values()) or size < 500


def test_counted_by_hand(spark: Running, tmp_path: Path) -> None:
    """Two of three searches of Monday clicked: one at position 3, one at no position."""
    search = {"day": MONDAY, "hour": 9, "district": "लखनऊ", "results_count": 2}
    clicks = [{}, {"clicked_provider_id": "p", "click_position": 3}, {"clicked_provider_id": ""}]
    store = open_store(str(tmp_path))
    week = write(store, MONDAY, [search | click for click in clicks])
    count = counted(spark, Searches(store, [week], MONDAY, MONDAY))
    assert count(statement(compare.__file__, "search_days.archived")).to_pylist() == [
        {
            "day": MONDAY,
            "district": "लखनऊ",
            "searches": 3,
            "zero_results": 0,
            "clicked": 2,
            "positioned_clicks": 1,
            "click_position_sum": 3,
        }
    ]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (Path.unlink, "PATH_NOT_FOUND"),
        (lambda file: file.write_bytes(file.read_bytes()[:-100]), "searches.parquet"),
    ],
    ids=["missing", "truncated"],
)
def test_a_damaged_archive_is_one_line(
    spark: Running,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    damage: Callable[[Path], object],
    said: str,
) -> None:
    searches = one_day(tmp_path)
    damage(Path(searches.files[0]))
    with pytest.raises(ArchiveError, match=said) as raised:
        counts(counted(spark, searches))
    assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


def test_an_archive_in_a_bucket_needs_what_pyspark_does_not_bring(
    spark: Running, tmp_path: Path
) -> None:
    bucket = Store(fs.S3FileSystem(anonymous=True, region="us-east-1"), "cold/searches")
    with pytest.raises(ArchiveError, match="needs hadoop-aws"):
        counted(spark, replace(one_day(tmp_path), store=bucket))


@pytest.mark.parametrize(
    "on_cluster",
    [pytest.param(True, id="cluster"), pytest.param(False, id="here")],
)
def test_the_command(
    machines: SparkCluster, searched: Database, store: Store, tmp_path: Path, on_cluster: bool
) -> None:
    """It agrees with what PostgreSQL publishes, says no more than that, and leaves no file."""
    archive(store, searched.owner_url)
    (folder := tmp_path / "here").mkdir()
    where = ("--master", machines.url) if on_cluster else ()
    command = (
        "archive",
        "report",
        "--engine",
        "spark",
        "--from",
        "2025-01-01",
        "--to",
        "2025-01-31",
    )
    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", *command, *where],
        env=machines.environment
        | {"LOCALPRO_DATABASE_URL": searched.owner_url, "LOCALPRO_ARCHIVE_URL": store.root},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    said = [done.stdout.count(text) for text in ("14 days", "equal (spark)")]
    assert said == [len(compare.OBJECTS)] * 2
    assert list(folder.iterdir()) == []
    runs = rows(
        searched,
        "SELECT outcome, arguments ->> 'engine' FROM etl.runs WHERE job = 'archive report'",
    )
    assert runs == [("succeeded", "spark")]


def test_a_report_outlives_a_worker(spark: Running, machines: SparkCluster, tmp_path: Path) -> None:
    count = counted(spark, one_day(tmp_path))
    before = counts(count)
    with ThreadPoolExecutor(1) as other:
        found = other.submit(count, LONG)
        wait_for(lambda: found.done() or _are_busy(spark, 2), "tasks on both workers")
        assert not found.done()
        machines.workers[-1].kill()
        wait_for(lambda: spark.executors() == 1, "the loss of an executor")
        assert found.result().to_pylist() == [{"sevenths": 200 * 30_000}]
    assert counts(count) == before


def test_a_report_does_not_wait_for_ever(machines: SparkCluster, tmp_path: Path) -> None:
    """Spark would, for workers with more memory than there are."""
    settings = (machines.folder / DEFAULTS).read_text() + "spark.executor.memory 9g\n"
    (tmp_path / DEFAULTS).write_text(settings)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOM, machines.url],
        env=machines.environment | {"SPARK_CONF_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.search(r"ArchiveError: no worker of spark://.* for 1 second", done.stderr)


def test_nothing_is_said_of_objects_released_while_java_ends(machines: SparkCluster) -> None:
    """A thread of py4j does that, in its own time; here Java never answers it."""
    done = subprocess.run(
        [sys.executable, "-c", RELEASED_LATE, "local[1]"],
        env=machines.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.returncode) == ("", 0)


def one_day(folder: Path) -> Searches:
    """200 searches of one Monday."""
    random, store = Random(5), open_store(str(folder))
    searches = [random_search(random, MONDAY) | {"day": MONDAY} for _ in range(200)]
    return Searches(store, [write(store, MONDAY, searches)], MONDAY, MONDAY)


def _are_busy(spark: Running, executors: int) -> bool:
    context = spark.jvm.org.apache.spark.SparkContext.getOrCreate()
    known = context.statusTracker().getExecutorInfos()
    return sum(each.numRunningTasks() > 0 for each in known) == executors
