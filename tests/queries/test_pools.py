"""A process holds as many connections as it may, and who needs another waits for one."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from queries import pools, read
from queries.errors import Unavailable
from queries.settings import QuerySettings
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.random_marketplace import load


@pytest.fixture
def marketplace(
    shared_database: SharedDatabase,
    use_database: Callable[[Database], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Database:
    database = shared_database("marketplace", load)
    monkeypatch.setenv("LOCALPRO_POOL_CONNECTIONS", "2")
    monkeypatch.setenv("LOCALPRO_QUERY_TIMEOUT_SECONDS", "0.3")
    use_database(database)
    return database


def used(role: str) -> list[float]:
    """Return how many connections of the role's pools are in use, and may be."""
    values = {
        family.name.rsplit("_", 1)[1]: sum(
            sample.value for sample in family.samples if sample.labels["role"] == role
        )
        for family in pools.measured()
    }
    return [values["used"], values["max"]]


@pytest.mark.usefixtures("marketplace")
def test_one_more_than_it_may_waits_and_is_told() -> None:
    free, most = used("localpro_reader")
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(read("analytics"))
        assert used("localpro_reader") == [free + 2, most]
        with pytest.raises(Unavailable, match="every connection to the database is in use"):
            stack.enter_context(read("analytics"))
    with read("analytics"):
        assert used("localpro_reader") == [free + 1, most]


def test_one_process_leaves_room_for_others(marketplace: Database) -> None:
    """Beside the dashboard's own pools there are commands, and the doctor."""
    with marketplace.connect() as connection:
        row = connection.execute(
            "SELECT min(rolconnlimit) FROM pg_roles"
            " WHERE rolname IN ('localpro_reader', 'localpro_admin_reader')"
        ).fetchone()
    assert row is not None
    assert QuerySettings.model_fields["pool_connections"].default <= row[0] - 4
