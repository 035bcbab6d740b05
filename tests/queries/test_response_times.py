"""Response times at the median and the 95th percentile: within 1 % of numpy's exact ones."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pytest
from numpy.typing import NDArray

from etl.refresh.publish import publish
from queries import read, search
from queries.filters import Filters
from queries.grain import Grain
from tests.conftest import SharedDatabase
from tests.factories import ist
from tests.postgres import Database

COUNT = 2_000
LARGEST = 2**31 - 1
START = date(2025, 2, 3)
CHANCE = np.random.default_rng(3)

SHAPES: dict[str, NDArray[Any]] = {
    "usual": CHANCE.lognormal(5, 1, COUNT),
    "even": CHANCE.integers(1, 1_000, COUNT),
    "long tail": 50 * (1 + CHANCE.pareto(0.7, COUNT)),
    "all the same": np.full(COUNT, 137),
    "two peaks": np.concatenate([np.full(COUNT // 2, 20), np.full(COUNT // 2, 30_000)]),
    "mostly zero": CHANCE.choice([0, 0, 0, 1, 900], COUNT),
    "all zero": np.zeros(COUNT),
    "small whole numbers": CHANCE.integers(0, 4, COUNT),
    "huge": CHANCE.integers(LARGEST - 5_000_000, LARGEST, COUNT, endpoint=True),
    "one": np.array([42]),
    "two": np.array([1, LARGEST]),
}
DAYS = {START + timedelta(days=number): shape for number, shape in enumerate(SHAPES)}
TIMES = {name: np.minimum(times, LARGEST).astype(int) for name, times in SHAPES.items()}


def load(database: Database) -> None:
    """One shape a day, and on each day as many searches again whose time is not known."""
    with database.connect() as connection:
        connection.execute("SELECT etl.ensure_partitions(%s, %s)", (min(DAYS), max(DAYS)))
        for day, name in DAYS.items():
            connection.execute(
                "INSERT INTO search_logs (query, results_count, created_at, response_time)"
                " SELECT 'tap', 1, %s, response_time FROM unnest(%s::int[]) AS response_time",
                (ist(f"{day} 12:00"), [*TIMES[name].tolist(), *[None] * TIMES[name].size]),
            )
    publish(database.owner_url)


@pytest.fixture
def over_time(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Callable[[Grain | None], pd.DataFrame]:
    """`over_time(grain)`: what the screen shows of all days."""
    use_database(shared_database("response_times", load))

    def _over_time(grain: Grain | None) -> pd.DataFrame:
        with read("analytics") as snapshot:
            return search.over_time(snapshot, Filters(min(DAYS), max(DAYS)), grain)

    return _over_time


def assert_close(row: Any, times: NDArray[Any]) -> None:
    """Nearest rank, as the query's header says; a hair more than 1 % for floating point."""
    for share, column in ((50, "response_p50"), (95, "response_p95")):
        exact = np.percentile(times, share, method="inverted_cdf")
        assert row[column] == pytest.approx(exact, rel=0.0100001), column


def test_of_each_day(over_time: Callable[[Grain | None], pd.DataFrame]) -> None:
    frame = over_time(Grain.DAY)
    assert [*frame["period"]] == [*DAYS]
    for _, row in frame.iterrows():
        assert row["searches"] == 2 * TIMES[DAYS[row["period"]]].size
        assert_close(row, TIMES[DAYS[row["period"]]])


@pytest.mark.parametrize("grain", [Grain.WEEK, None])
def test_of_days_together(
    over_time: Callable[[Grain | None], pd.DataFrame], grain: Grain | None
) -> None:
    """The percentile of all, not of the days' percentiles."""
    for _, row in over_time(grain).iterrows():
        days = [day for day in DAYS if row["first_day"] <= day <= row["last_day"]]
        assert_close(row, np.concatenate([TIMES[DAYS[day]] for day in days]))


def test_every_time_is_within_a_hundredth_of_its_bucket(connection: psycopg.Connection) -> None:
    """And a longer time is never in a lower bucket: so the rest follows for any percentile."""
    times = [*range(3_000), *np.geomspace(3_000, LARGEST, 20_000).astype(int).tolist()]
    rows = connection.execute(
        "SELECT etl.response_bucket(response_time),"
        " analytics.bucket_milliseconds(etl.response_bucket(response_time))"
        " FROM unnest(%s::int[]) WITH ORDINALITY AS given (response_time, place) ORDER BY place",
        (times,),
    ).fetchall()
    buckets, shown = zip(*rows, strict=True)
    assert [*buckets] == sorted(buckets)
    assert [*shown] == pytest.approx(times, rel=0.0100001)
