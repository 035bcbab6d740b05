"""Whatever odd row the application can write: it is published, verified, and every screen opens.

`LOCALPRO_ODD_MARKETPLACES` says how many marketplaces are tried.
"""

import os
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.screens import SCREENS
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from queries import Snapshot, providers, read
from queries.filters import Filters
from tests import odd_values, random_marketplace
from tests.conftest import SharedDatabase
from tests.dashboard.app import screen
from tests.oracle import naive
from tests.postgres import Database

MARKETPLACES = int(os.environ.get("LOCALPRO_ODD_MARKETPLACES", "2"))
WRITES = 120
"""Odd values that are tried in each: so many that most columns have one."""

QUARTER = Filters(date(2025, 1, 1), date(2025, 3, 31))


@pytest.fixture(scope="module")
def odd_start(shared_database: SharedDatabase) -> Database:
    """The random marketplace, published, to whose enums a value was added."""

    def load(database: Database) -> None:
        random_marketplace.load(database)
        with database.connect(autocommit=True) as connection:
            odd_values.add_values(connection)

    return shared_database("odd_start", load)


@settings(
    max_examples=MARKETPLACES,
    derandomize="LOCALPRO_ODD_MARKETPLACES" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_odd_row_stops_anything(
    data: st.DataObject,
    odd_start: Database,
    clone: Callable[[Database], Database],
    use_database: Callable[[Database], None],
) -> None:
    database = clone(odd_start)
    _write(data, database)
    publish(database.owner_url)
    verify(database.owner_url)
    with database.connect() as connection:
        naive.install(connection)
        assert naive.differences(connection) == {}
    use_database(database)
    with read("analytics") as snapshot:
        _open_every_screen(snapshot)


def _write(data: st.DataObject, database: Database) -> None:
    with database.connect() as connection:
        columns = odd_values.columns(connection)
        chosen = st.lists(st.sampled_from(columns), min_size=WRITES, max_size=WRITES)
        for column in data.draw(chosen):
            row = data.draw(st.integers(0, 5))
            odd_values.write(connection, column, row, data.draw(column.values()))


def _open_every_screen(snapshot: Snapshot) -> None:
    for name in SCREENS:
        app = screen(name, snapshot, QUARTER)
        assert not [box.value for box in app.error], name
    for provider in providers.choices(snapshot)["provider_id"].head(2):
        assert not screen("provider", snapshot, QUARTER, id=provider).error
