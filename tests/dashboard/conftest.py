"""Snapshots for screens: the random marketplace, and whatever a test has just written."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import psycopg
import pytest
from streamlit.components.v2 import manifest_scanner

from etl.refresh.publish import publish
from queries import Snapshot, read
from tests import namesakes, random_marketplace
from tests.conftest import SharedDatabase
from tests.dashboard.fake import Fake
from tests.postgres import Database

Published = Callable[[], Snapshot]


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Streamlit's test runner goes through all that is installed, for each page that it opens."""
    look = manifest_scanner.scan_component_manifests
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, look.__name__, cache(look))
        yield


@pytest.fixture
def fake() -> Fake:
    """A source that needs no server, with some of everything."""
    return Fake()


@pytest.fixture
def many(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Snapshot]:
    """The random marketplace."""
    use_database(shared_database("marketplace", random_marketplace.load))
    with read("analytics") as snapshot:
        yield snapshot


@pytest.fixture
def alike(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Snapshot]:
    """Two providers who differ in nothing but their ids, others of each standing, and three
    currencies.
    """
    use_database(shared_database("namesakes", namesakes.load))
    with read("analytics") as snapshot:
        yield snapshot


@pytest.fixture
def published(
    connection: psycopg.Connection, database: Database, use_database: Callable[[Database], None]
) -> Iterator[Published]:
    """`published()`: a snapshot of what the test has written, open until the test ends."""

    def _publish() -> Snapshot:
        connection.commit()
        publish(database.owner_url)
        use_database(database)
        return stack.enter_context(read("analytics"))

    with ExitStack() as stack:
        yield _publish
