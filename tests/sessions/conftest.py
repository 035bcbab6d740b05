"""One small marketplace, with a name in Hindi, and what it shows where nothing odd is set."""

import pytest

from etl.refresh.publish import publish
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.factories import make_category, make_provider
from tests.postgres import Database

HINDI = "नलसाज़ और बढ़ई"


def load(database: Database) -> None:
    random_marketplace.load(database)
    with database.connect() as connection:
        make_provider(connection, make_category(connection, name=HINDI, slug="hindi"))
    publish(database.owner_url, full=True)


@pytest.fixture(scope="session")
def plain(shared_database: SharedDatabase) -> Database:
    """The marketplace on a server as `localpro up` makes it; only to be read."""
    return shared_database("sessions", load)
