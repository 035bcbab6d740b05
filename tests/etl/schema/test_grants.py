"""What the narrow roles can and cannot do, tried as each of them (D27)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql

from etl.cluster.environment import Role
from etl.cluster.watchdog import end_long_reads
from tests.etl.schema import document
from tests.factories import make_category, make_provider, make_search
from tests.postgres import Database

TABLES = sorted({field.table for field in document.fields()})

SENSITIVE = {
    "phone", "email", "password_hash", "token", "session_token", "refresh_token", "access_token",
    "id_token", "identifier", "aadhaar_masked", "aadhaar_request_id", "content",
    "original_content", "body", "ip_address", "addresses", "saved_locations", "session_id",
    "last_message_preview",
}  # fmt: skip


@contextmanager
def unbound(database: Database, role: Role) -> Iterator[psycopg.Connection]:
    """Give a connection of a role that has undone every setting that it can."""
    with database.connect(role, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off; SET statement_timeout = 0")
        yield connection


@pytest.fixture(params=[Role.READER, Role.ADMIN])
def reader(
    request: pytest.FixtureRequest, module_database: Database
) -> Iterator[psycopg.Connection]:
    with unbound(module_database, request.param) as connection:
        yield connection


@pytest.fixture(params=[Role.READER, Role.ADMIN, Role.DASHBOARD])
def narrow(
    request: pytest.FixtureRequest, module_database: Database
) -> Iterator[psycopg.Connection]:
    with unbound(module_database, request.param) as connection:
        yield connection


@pytest.fixture
def dashboard(module_database: Database) -> Iterator[psycopg.Connection]:
    with unbound(module_database, Role.DASHBOARD) as connection:
        yield connection


def relations(connection: psycopg.Connection, *schemas: str) -> list[sql.Identifier]:
    """Return the tables and views of the schemas, as their owner sees them."""
    found = connection.execute(
        "SELECT nspname, relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace"
        " WHERE nspname = ANY (%s) AND relkind IN ('r', 'p', 'v', 'm')",
        (list(schemas),),
    )
    return [sql.Identifier(*row) for row in found]


@pytest.mark.parametrize("table", TABLES)
def test_nobody_reads_a_table_of_the_application(narrow: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        narrow.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier("public", table)))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("users", "phone"),
        ("users", "email"),
        ("users", "password_hash"),
        ("accounts", "refresh_token"),
        ("sessions", "session_token"),
        ("verification_tokens", "token"),
        ("provider_profiles", "aadhaar_masked"),
        ("messages", "content"),
        ("notifications", "body"),
    ],
)
def test_nobody_reads_a_secret(narrow: psycopg.Connection, table: str, column: str) -> None:
    query = sql.SQL("SELECT {} FROM {}").format(
        sql.Identifier(column), sql.Identifier("public", table)
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        narrow.execute(query)


def test_nobody_reads_anything_behind_the_scenes(
    connection: psycopg.Connection, narrow: psycopg.Connection
) -> None:
    hidden = relations(connection, "etl", "rollup", "partitions", "access")
    assert len(hidden) >= 30, "partitions, caches and the ledger"
    for relation in hidden:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            narrow.execute(sql.SQL("SELECT * FROM {}").format(relation))


def test_the_dashboard_reads_nothing(
    connection: psycopg.Connection, dashboard: psycopg.Connection
) -> None:
    published = relations(connection, "analytics", "geo", "admin")
    assert len(published) >= 20
    for relation in published:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            dashboard.execute(sql.SQL("SELECT FROM {}").format(relation))


CALLED = """
    SELECT proname, has_function_privilege(%(role)s, function.oid, 'EXECUTE')
        AND has_schema_privilege(%(role)s, pronamespace, 'USAGE')
    FROM pg_proc AS function
    JOIN pg_namespace ON pg_namespace.oid = pronamespace
    WHERE nspname IN ('public', 'analytics', 'admin', 'rollup', 'etl', 'geo', 'access')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = function.oid AND deptype = 'e')
"""


def test_the_dashboard_calls_a_few_functions_and_nobody_else_does(
    connection: psycopg.Connection,
) -> None:
    def called(role: Role) -> set[str]:
        rows = connection.execute(CALLED, {"role": role.login})
        return {name for name, may in rows if may}

    few = {
        *("member", "member_of", "is_signed_out", "record", "record_once"),
        "sign_out_everywhere",
        *("views_of", "save_view", "share_view", "delete_view", "set_home", "leave_home"),
        *("beat", "record_move"),
    }
    assert called(Role.DASHBOARD) == few
    assert called(Role.READER) & few == called(Role.ADMIN) & few == set()


def test_readers_read_what_is_published(
    connection: psycopg.Connection, reader: psycopg.Connection
) -> None:
    published = relations(connection, "analytics", "geo")
    assert len(published) >= 15
    for relation in published:
        readable = "SELECT has_table_privilege(%s, 'SELECT')"
        assert reader.execute(readable, (relation.as_string(),)).fetchone() == (True,)


def test_readers_read_what_is_published_later(
    module_database: Database, reader: psycopg.Connection
) -> None:
    with module_database.connect(autocommit=True) as owner:
        owner.execute("CREATE VIEW analytics.later AS SELECT 1 AS number")
        assert reader.execute("SELECT number FROM analytics.later").fetchone() == (1,)
        owner.execute("DROP VIEW analytics.later")


def test_no_published_column_is_called_like_a_secret(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "SELECT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relnamespace IN ('analytics'::regnamespace, 'geo'::regnamespace) AND attnum > 0"
    )
    names = {name for (name,) in found}
    assert "provider_id" in names
    assert names & SENSITIVE == set()


def test_a_writer_of_profiles_may_use_the_checks(database: Database) -> None:
    """The checks of public call a function of etl: any writer may run it."""
    with database.connect(autocommit=True) as owner, database.connect(Role.READER) as writer:
        make_search(owner)
        provider = make_provider(owner, make_category(owner))
        owner.execute("GRANT SELECT, UPDATE ON provider_profiles TO localpro_reader")
        writer.execute("SET TRANSACTION READ WRITE")
        writer.execute("""UPDATE provider_profiles SET base_location = '{"lat": 26}'""")
        writer.commit()
        row = owner.execute(
            "SELECT base_location FROM provider_profiles WHERE id = %s", (provider,)
        )
        assert row.fetchone() == ({"lat": 26},)


def test_readers_fill_no_disk(reader: psycopg.Connection) -> None:
    """Whatever they sort: a session's temporary files end at a gigabyte."""
    assert reader.execute("SHOW temp_file_limit").fetchone() == ("1GB",)


def test_the_dashboard_fills_no_disk(dashboard: psycopg.Connection) -> None:
    assert dashboard.execute("SHOW temp_file_limit").fetchone() == ("10MB",)


def test_readers_leave_connections_to_the_owner(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT sum(rolconnlimit), min(rolconnlimit) FROM pg_roles"
        " WHERE rolname ~ '^localpro_' AND rolname <> 'localpro_owner'"
    ).fetchone()
    room = connection.execute("SELECT current_setting('max_connections')::integer").fetchone()
    assert row is not None
    assert room is not None
    assert row[1] > 0
    assert row[0] <= room[0] - 20


def test_the_owner_keeps_its_locks(connection: psycopg.Connection) -> None:
    row = connection.execute("SELECT pg_try_advisory_xact_lock(19536, 99)").fetchone()
    assert row == (True,)


@pytest.mark.parametrize("role", [Role.READER, Role.ADMIN, Role.DASHBOARD])
def test_the_watchdog_ends_long_reads(database: Database, role: Role) -> None:
    with database.connect(role) as reader, database.connect() as owner:
        reader.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', false)")
        assert end_long_reads(database.owner_url) == 0
        assert end_long_reads(database.owner_url, timedelta(0)) == 1
        with pytest.raises(psycopg.OperationalError):
            reader.execute("SELECT 1")
        assert owner.execute("SELECT 1").fetchone() == (1,)
