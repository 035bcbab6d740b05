"""Every role of the product connects, and tries all that it must not (`forbidden.py`)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from etl.cluster.environment import Role
from etl.refresh.publish import publish
from tests.etl.schema import forbidden
from tests.etl.schema.forbidden import Forbidden
from tests.factories import make_search
from tests.postgres import Database

NARROW = sorted(set(Role) - {Role.OWNER})
READERS = (Role.READER, Role.ADMIN)

READABLE = """
    SELECT format('SELECT FROM %I.%I LIMIT 1', nspname, relname)
    FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE nspname IN ('analytics', 'geo') AND relkind IN ('r', 'v')
    ORDER BY relname
"""


@contextmanager
def unbound(database: Database, role: Role) -> Iterator[psycopg.Connection]:
    """Give a connection of a role that has undone every setting that it can."""
    with database.connect(role, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off; SET statement_timeout = 0")
        yield connection


def not_refused(
    connection: psycopg.Connection, tried: Iterable[Forbidden]
) -> dict[str, str | None]:
    """Return what did not end as it should: each statement with the state that it ended in."""
    ends = {str(each): (ended(connection, each.statement), each.state) for each in tried}
    return {name: state for name, (state, wanted) in ends.items() if state != wanted}


def ended(connection: psycopg.Connection, statement: str) -> str | None:
    """Return the state of the error that a statement ends in; None where it is done.

    Only locks are taken in a transaction: some of the others are refused there for that alone.
    """
    around = connection.transaction() if statement.startswith("LOCK") else nullcontext()
    try:
        with around:
            connection.execute(statement.encode())
    except psycopg.Error as error:
        return error.sqlstate
    return None


@pytest.mark.parametrize("role", NARROW)
@pytest.mark.parametrize("topic", forbidden.NARROW)
def test_no_role_does_what_it_must_not(module_database: Database, topic: str, role: Role) -> None:
    tried = [each for each in forbidden.narrow() if each.topic == topic]
    assert len(tried) >= 9
    with unbound(module_database, role) as connection:
        assert not_refused(connection, tried) == {}


@pytest.mark.parametrize("topic", forbidden.OWNER)
def test_the_owner_owns_its_data_and_no_server(module_database: Database, topic: str) -> None:
    tried = [each for each in forbidden.owner() if each.topic == topic]
    with unbound(module_database, Role.OWNER) as connection:
        assert not_refused(connection, tried) == {}


@pytest.mark.parametrize("name", ["postgres", "template1"])
@pytest.mark.parametrize("role", NARROW)
def test_no_role_gets_into_another_database(
    module_database: Database, role: Role, name: str
) -> None:
    """There it could fill the disk with temporary tables and large objects."""
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(module_database.addresses.url(role, name))


@pytest.mark.parametrize("kind", ["true", "database"])
@pytest.mark.parametrize("role", list(Role))
def test_no_role_replicates(module_database: Database, role: Role, kind: str) -> None:
    """The log of changes has all that is written, passwords of people among it."""
    url = module_database.addresses.url(role, module_database.name)
    with pytest.raises(psycopg.OperationalError, match=r"replication|pg_hba"):
        psycopg.connect(make_conninfo(url, replication=kind))


@pytest.mark.parametrize("role", NARROW)
def test_statistics_tell_nothing_of_hidden_tables(module_database: Database, role: Role) -> None:
    """Most common values are values: of phones, of terms, of what people wrote."""
    with module_database.connect(autocommit=True) as owner:
        make_search(owner)
        owner.execute("ANALYZE")
    with unbound(module_database, role) as connection:
        told = connection.execute(
            "SELECT DISTINCT schemaname FROM pg_stats"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'analytics', 'geo')"
            " AND tablename <> 'spatial_ref_sys'"
        ).fetchall()
        assert told == []
        others = connection.execute(
            "SELECT DISTINCT query FROM pg_stat_activity WHERE usename <> current_user"
        ).fetchall()
        assert others in ([], [("<insufficient privilege>",)])


def test_readers_who_hold_all_they_can_stop_no_refresh(database: Database) -> None:
    """Open transactions over everything that is published, and the strongest lock on it."""
    publish(database.owner_url)
    with database.connect() as owner:
        statements = [statement for (statement,) in owner.execute(READABLE)]
        make_search(owner)
    with unbound(database, Role.READER) as one, unbound(database, Role.ADMIN) as other:
        for reader in (one, other):
            reader.execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
            for statement in statements:
                reader.execute(statement.encode())
            reader.execute("LOCK TABLE analytics.data_versions IN ACCESS SHARE MODE")
        assert publish(database.owner_url) is not None
