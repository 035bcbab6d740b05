"""Behind a pooler that shares server processes, reads keep their pins and the ETL refuses."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from etl.checks import doctor
from etl.checks.roles import check_logins
from etl.cluster import home
from etl.cluster.environment import Role
from etl.db import connect
from etl.errors import PooledError
from etl.refresh.publish import publish
from etl.settings import EtlSettings
from queries import Snapshot, audit, read
from queries.engine import _pins
from queries.people import LOCAL
from queries.primary import transaction
from queries.settings import settings
from tests.hostile import SURROUNDINGS, surround
from tests.pooler import pooled
from tests.postgres import HOME, Database, TestCluster

READS = 12

IN_FORCE = """
    SELECT name, setting, unit FROM pg_settings
    WHERE name IN ('transaction_read_only', 'transaction_isolation', 'statement_timeout')
        OR lower(name) = ANY (:pins)
"""


@pytest.fixture(
    scope="module", params=["", "ignore_startup_parameters = options"], ids=["refuses", "ignores"]
)
def behind(
    request: pytest.FixtureRequest, cluster: TestCluster, plain: Database
) -> Iterator[Database]:
    """A copy of the marketplace, set up oddly, behind a pooler that refuses or ignores pins."""
    odd = cluster.clone(plain)
    surround(cluster, odd, SURROUNDINGS[1])
    with pooled(odd, request.param) as database:
        yield database
    cluster.drop(odd)


def test_every_transaction_is_pinned(
    behind: Database, use_database: Callable[[Database], None]
) -> None:
    use_database(behind)
    with ThreadPoolExecutor(4) as readers:
        found = list(readers.map(lambda _: in_force(), range(READS)))
    assert found[0]["transaction_read_only"] == "on"
    assert found[0]["transaction_isolation"] == "repeatable read"
    assert found[0]["statement_timeout"] == "20000"
    assert found[0]["timezone"] == "Asia/Kolkata"
    assert found[0]["datestyle"] == "ISO, MDY"
    assert found[0]["search_path"] == '"public"'
    assert found == [found[0]] * READS


def in_force() -> dict[str, str]:
    with read("analytics") as snapshot:
        pins = [name.lower() for name in _pins(settings())]
        rows = snapshot.connection.execute(text(IN_FORCE), {"pins": pins})
        return {name.lower(): setting for name, setting, _ in rows}


def test_nothing_is_prepared_or_left_behind(
    behind: Database, use_database: Callable[[Database], None]
) -> None:
    """The next transaction may have another server process, or one that somebody else had."""
    use_database(behind)
    with ThreadPoolExecutor(4) as readers:
        list(readers.map(lambda _: in_force(), range(READS)))
    with behind.connect(Role.READER, autocommit=True) as anybody:
        for _ in range(READS):
            row = anybody.execute(
                "SELECT (SELECT count(*) FROM pg_prepared_statements),"
                " current_setting('transaction_isolation'), current_setting('lock_timeout')",
                prepare=False,
            ).fetchone()
            assert row == (0, "read committed", "1ms")


def test_what_people_do_is_written_through_it(
    behind: Database, use_database: Callable[[Database], None]
) -> None:
    use_database(behind)
    for _ in range(READS):
        audit.record(LOCAL, "LOOKED", "SCREEN", "revenue")
    with transaction("looking") as connection:
        said = connection.execute(text("SELECT current_setting('transaction_read_only')"))
        assert said.scalar_one() == "off"
        prepared = connection.execute(text("SELECT count(*) FROM pg_prepared_statements"))
        assert prepared.scalar_one() == 0


def test_a_moment_is_shown_in_the_business_zone(
    behind: Database, use_database: Callable[[Database], None]
) -> None:
    use_database(behind)
    with read("analytics") as snapshot:
        assert offsets(snapshot) == {"+0530"}


def offsets(snapshot: Snapshot) -> set[str]:
    frame = snapshot.live_frame("data_versions")
    moments = [snapshot.as_of, snapshot.published_at, *frame["as_of"]]
    return {f"{moment:%z}" for moment in moments}


def test_the_etl_needs_the_servers_own_address(behind: Database) -> None:
    with pytest.raises(PooledError, match="through a connection pooler"):
        connect(behind.owner_url)
    with pytest.raises(PooledError):
        publish(behind.owner_url)


def test_the_doctor_says_so(behind: Database) -> None:
    told = EtlSettings(database_url=behind.owner_url)
    findings = {found.subject: found for found in doctor.examine(home.at(HOME.var), told)}
    assert "connection pooler" in findings["database"].state
    assert "the server's address" in findings["database"].remedy


def test_readers_get_in_by_the_doctors_word_too(behind: Database) -> None:
    (found,) = check_logins({Role.READER: behind.reader_url})
    assert found.is_well, str(found)
