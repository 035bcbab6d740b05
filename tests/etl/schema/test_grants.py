"""What the readers can and cannot do, tried as each of them (D27)."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from etl.cluster.environment import Role
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


@pytest.fixture(params=[Role.READER, Role.ADMIN])
def reader(
    request: pytest.FixtureRequest, module_database: Database
) -> Iterator[psycopg.Connection]:
    """A reader who has undone every setting of its role."""
    with module_database.connect(request.param, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off; SET statement_timeout = 0")
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
def test_readers_read_no_table_of_the_application(reader: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier("public", table)))


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
def test_readers_read_no_secret(reader: psycopg.Connection, table: str, column: str) -> None:
    query = sql.SQL("SELECT {} FROM {}").format(
        sql.Identifier(column), sql.Identifier("public", table)
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(query)


def test_readers_read_nothing_behind_the_scenes(
    connection: psycopg.Connection, reader: psycopg.Connection
) -> None:
    hidden = relations(connection, "etl", "rollup", "partitions")
    assert len(hidden) >= 30, "partitions, caches and the ledger"
    for relation in hidden:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(sql.SQL("SELECT * FROM {}").format(relation))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT calculate_reputation_score('provider_1')",
        "SELECT * FROM reputation_breakdown('provider_1')",
        "SELECT etl.ensure_partitions('2020-01-01', '2020-01-01')",
        "SELECT etl.rescore_providers('{}')",
        "UPDATE users SET phone = '1'",
        "DELETE FROM analytics.data_versions",
        "UPDATE geo.districts SET district = district",
        "TRUNCATE partitions.search_logs_y2025w01",
        "REFRESH MATERIALIZED VIEW analytics.categories",
        "CREATE TABLE analytics.mine (id integer)",
        "CREATE TABLE public.mine (id integer)",
        "CREATE TEMP TABLE mine (id integer)",
        "CREATE SCHEMA mine",
        "SET ROLE localpro_owner",
    ],
)
def test_readers_may_not(reader: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(statement)


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
