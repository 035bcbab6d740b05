"""Migrations and code against the definitions, a database from before, and two at once."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path
from time import sleep

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from typer.testing import CliRunner

from etl.cluster.installation import find
from etl.db import LOCK_SPACE, Lock
from etl.errors import MigrationError, SettingsError
from etl.migrate import code, commands, run
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from etl.schema import definitions
from etl.schema.revision import BASELINE, LAST_BEFORE, newest, revisions
from etl.schema.revision import SCRIPTS as FOLDER
from etl.settings import settings
from tests.oracle import naive
from tests.postgres import Database, TestCluster

CATALOG = Path(__file__).with_name("catalog.sql").read_bytes()
BEFORE = Path(__file__).with_name("before") / f"{LAST_BEFORE}.sql.gz"
"""A database of the release whose migrations held code: 400 bookings, marks that wait."""

SCRIPTS = ScriptDirectory(str(FOLDER))


Catalog = dict[tuple[str, str], str]


def catalog(connection: psycopg.Connection) -> Catalog:
    """Return the definition of each object of ours, by kind and name."""
    return {(kind, name): text for kind, name, text in connection.execute(CATALOG)}


def defined(empty_database: Database) -> Catalog:
    """Return the catalog of a database that was built from the definitions."""
    with empty_database.connect() as connection:
        definitions.apply(connection)
        return catalog(connection)


def unbracketed(found: Catalog) -> Catalog:
    """Return the catalog without what a dump of a constraint writes in another way."""
    return {
        (kind, name): re.sub("[()']|::integer", "", text) if kind == "constraint" else text
        for (kind, name), text in found.items()
    }


def assert_same(found: Catalog, wanted: Catalog) -> None:
    assert len(wanted) > 500
    assert found.keys() - wanted.keys() == set()
    assert wanted.keys() - found.keys() == set()
    assert {k: text for k, text in found.items() if wanted[k] != text} == {}


def test_migrated_equals_defined(connection: psycopg.Connection, empty_database: Database) -> None:
    assert_same(catalog(connection), defined(empty_database))


@pytest.fixture
def from_before(cluster: TestCluster, empty_database: Database) -> Database:
    """A database as the release before left it."""
    installation = find()
    assert installation is not None
    subprocess.run(
        [
            *(installation.bin / "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1"),
            *("-h", cluster.server.sockets, "-p", str(cluster.server.port)),
            *("-U", "postgres", "-d", empty_database.name),
        ],
        input=gzip.decompress(BEFORE.read_bytes()),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return empty_database


def test_a_database_from_before_is_carried_over(
    from_before: Database, cluster: TestCluster
) -> None:
    """Its rows stay, what was marked is refreshed, and all is what the sources say."""
    with from_before.connect() as connection:
        bookings = connection.execute("SELECT count(*), sum(final_price) FROM bookings").fetchone()
    run.migrate(from_before.owner_url)
    assert run.current_revision(from_before.owner_url) == newest()
    publish(from_before.owner_url)
    verify(from_before.owner_url)
    other = cluster.empty()
    with from_before.connect() as connection:
        rows = connection.execute("SELECT count(*), sum(final_price) FROM bookings").fetchone()
        assert rows == bookings
        assert_same(unbracketed(catalog(connection)), unbracketed(defined(other)))
        naive.install(connection)
        assert naive.differences(connection) == {}
    cluster.drop(other)


def test_rows_that_are_refused_from_now_on_are_named(from_before: Database) -> None:
    """Nothing is repaired in silence: who migrates corrects them, and migrates again."""
    with from_before.connect() as connection:
        odd = connection.execute(
            "UPDATE bookings SET currency = 'inr' WHERE id = (SELECT min(id) FROM bookings)"
            " RETURNING id"
        ).fetchone()
        connection.execute("UPDATE payments SET amount = 'NaN'")
    assert odd is not None
    found = rf"bookings\.currency \(rows: 1, one of them: {odd[0]}\); payments\.amount"
    with pytest.raises(MigrationError, match=found):
        run.migrate(from_before.owner_url)
    assert run.current_revision(from_before.owner_url) == LAST_BEFORE
    with from_before.connect() as connection:
        connection.execute("UPDATE bookings SET currency = 'INR'; UPDATE payments SET amount = 5")
    run.migrate(from_before.owner_url)
    verify(from_before.owner_url)


def test_an_older_database_is_refused(database: Database) -> None:
    with database.connect() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0026_look_up_locations'")
    with pytest.raises(MigrationError, match=f"at 0026_look.*: migrate it to {LAST_BEFORE} with"):
        run.migrate(database.owner_url)


def test_a_changed_function_is_replaced(connection: psycopg.Connection) -> None:
    """Nothing else is touched: a reader of a table does not hold it up."""
    right = catalog(connection)
    connection.execute(
        "CREATE OR REPLACE FUNCTION etl.business_day(moment timestamptz) RETURNS date"
        " LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN moment::date"
    )
    forget(connection, "function etl.business_day(timestamptz)")
    before = connection.execute("SELECT 'rollup.has_day(timestamptz)'::regprocedure::oid")
    kept = before.fetchone()
    code.apply(connection)
    after = connection.execute("SELECT 'rollup.has_day(timestamptz)'::regprocedure::oid")
    assert after.fetchone() == kept
    assert catalog(connection) == right


@pytest.mark.parametrize(
    "change",
    [
        "CREATE VIEW analytics.left_over AS SELECT 1 AS one",
        "CREATE FUNCTION etl.left_over() RETURNS integer LANGUAGE sql RETURN 1",
        "DROP VIEW analytics.runs",
        "DROP TRIGGER bookings_mark_inserted ON bookings",
        "ALTER TABLE bookings DISABLE TRIGGER bookings_mark_inserted",
        "GRANT EXECUTE ON FUNCTION rollup.has_day(timestamptz) TO PUBLIC",
        "DROP VIEW analytics.runs; CREATE VIEW analytics.runs AS SELECT 1 AS other",
        "DROP FUNCTION rollup.has_day CASCADE;"
        " CREATE FUNCTION rollup.has_day(moment timestamptz) RETURNS text LANGUAGE sql RETURN 'x'",
    ],
)
def test_whatever_was_there_becomes_what_is_defined(
    connection: psycopg.Connection, change: str
) -> None:
    right = catalog(connection)
    connection.execute(change.encode())
    assert catalog(connection) != right
    code.drop(connection)
    code.apply(connection)
    assert catalog(connection) == right


def test_a_result_of_another_type_is_made_anew(connection: psycopg.Connection) -> None:
    right = catalog(connection)
    connection.execute("DROP VIEW analytics.runs")
    connection.execute("CREATE VIEW analytics.runs AS SELECT 1 AS other")
    forget(connection, "view analytics.runs")
    code.apply(connection)
    assert catalog(connection) == right


def test_what_is_defined_no_more_goes(connection: psycopg.Connection) -> None:
    right = catalog(connection)
    connection.execute("CREATE VIEW analytics.left_over AS SELECT 1 AS one")
    connection.execute("INSERT INTO etl.applied_code VALUES ('view analytics.left_over', '')")
    forget(connection)
    code.apply(connection)
    assert catalog(connection) == right


def test_what_a_closed_week_refuses_with_stays(connection: psycopg.Connection) -> None:
    (week,) = connection.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits"
        " WHERE inhparent = 'search_logs'::regclass LIMIT 1"
    ).fetchall()[0]
    connection.execute(
        f"CREATE TRIGGER closed BEFORE INSERT ON {week}"
        " EXECUTE FUNCTION etl.refuse_change()".encode()
    )
    right = catalog(connection)
    code.drop(connection)
    code.apply(connection)
    assert catalog(connection) == right
    closed = connection.execute(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'closed'"
    )
    assert closed.fetchall() == [(week,)]


def forget(connection: psycopg.Connection, name: str = "") -> None:
    """Let a piece of code, and so the whole release, seem to be another."""
    connection.execute(
        "UPDATE etl.applied_code SET digest = 'another' WHERE name IN (%s, '')", (name,)
    )


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1


def test_revisions_are_in_order() -> None:
    scripts = [script.revision for script in SCRIPTS.walk_revisions()]
    assert list(revisions()) == scripts[::-1]


def test_names() -> None:
    """NNNN_verb_noun, at most 32 characters, numbered without gaps; SQL belongs to one of them."""
    scripts = sorted(SCRIPTS.walk_revisions(), key=lambda script: script.revision)
    assert scripts[0].revision == BASELINE
    for number, script in enumerate(scripts, start=27):
        assert Path(script.path).stem == script.revision
        assert script.revision.startswith(f"{number:04}_")
        assert len(script.revision) <= 32
        assert script.doc.endswith(".")
    assert {path.stem for path in (FOLDER / "sql").iterdir()} <= {*revisions()}


def test_a_migration_waits_for_another(empty_database: Database) -> None:
    with empty_database.connect(autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_SPACE, Lock.MIGRATE))
        process = start_migration(empty_database)
        while not waits_for_lock(other):
            assert process.poll() is None
            sleep(0.05)
        assert other.execute("SELECT to_regclass('users')").fetchone() == (None,)
        other.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_SPACE, Lock.MIGRATE))
    assert process.wait() == 0
    assert run.current_revision(empty_database.owner_url) == newest()


def test_two_migrations_at_once_both_succeed(empty_database: Database) -> None:
    both = [start_migration(empty_database) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert run.current_revision(empty_database.owner_url) == newest()


def start_migration(database: Database) -> subprocess.Popen[bytes]:
    """Migrate in another process."""
    return subprocess.Popen(
        [sys.executable, "-c", "from etl.migrate.run import migrate; migrate()"],
        env=os.environ | {"LOCALPRO_DATABASE_URL": database.owner_url},
    )


def waits_for_lock(observer: psycopg.Connection) -> bool:
    row = observer.execute(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
    ).fetchone()
    return row == (True,)


def test_a_locked_table_stops_the_migration_unharmed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "LOCK_TIMEOUT", "100ms")
    with database.connect() as reader, database.connect() as observer:
        forget(observer)
        observer.execute("INSERT INTO etl.applied_code VALUES ('view analytics.left_over', '')")
        observer.commit()
        before = catalog(observer)
        observer.rollback()
        reader.execute("SELECT count(*) FROM bookings")
        with pytest.raises(MigrationError, match=r"nothing was changed.*lock timeout"):
            run.migrate(database.owner_url)
        assert catalog(observer) == before


def test_missing_roles_are_named(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ROLES", (*run.ROLES, "localpro_absent"))
    with pytest.raises(MigrationError, match="lacks the roles localpro_absent: run `localpro up`"):
        run.migrate(empty_database.owner_url)


def test_another_business_time_zone_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "timezone", "Europe/Lisbon")
    with pytest.raises(SettingsError, match=r"Europe/Lisbon.*Asia/Kolkata"):
        run.migrate(database.owner_url)


def test_the_command(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALPRO_DATABASE_URL", empty_database.owner_url)
    assert f"the database is at {newest()}" in CliRunner().invoke(commands.app).stdout


def test_alembic_needs_no_ini_file() -> None:
    """`alembic revision` reads pyproject.toml; `localpro migrate` needs no file."""
    root = FOLDER.parent
    config = Config(toml_file=root / "pyproject.toml")
    assert ScriptDirectory.from_config(config).get_current_head() == newest()
