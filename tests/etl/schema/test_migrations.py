"""Migrations against the definitions, back and forth, and two at once."""

import os
import subprocess
import sys
from pathlib import Path
from time import sleep

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from typer.testing import CliRunner

from etl.db import LOCK_SPACE, Lock
from etl.errors import MigrationError, SettingsError
from etl.schema import commands, definitions, migrate
from etl.schema.revision import SCRIPTS as FOLDER
from etl.schema.revision import revisions
from etl.settings import settings
from tests.postgres import Database

CATALOG = Path(__file__).with_name("catalog.sql").read_bytes()

SCRIPTS = ScriptDirectory(str(FOLDER))
HEAD = SCRIPTS.get_heads()[0]


def catalog(connection: psycopg.Connection) -> dict[tuple[str, str], str]:
    """Return the definition of each object of ours, by kind and name."""
    return {(kind, name): text for kind, name, text in connection.execute(CATALOG)}


def test_migrated_equals_defined(connection: psycopg.Connection, empty_database: Database) -> None:
    with empty_database.connect() as defined:
        definitions.apply(defined)
        wanted = catalog(defined)
    migrated = catalog(connection)
    assert len(wanted) > 500
    assert migrated.keys() - wanted.keys() == set()
    assert wanted.keys() - migrated.keys() == set()
    assert {k: text for k, text in migrated.items() if wanted[k] != text} == {}


def test_up_down_up(database: Database) -> None:
    with database.connect() as connection:
        first = catalog(connection)
    migrate.downgrade(database.owner_url, "base")
    assert migrate.current_revision(database.owner_url) == "base"
    with database.connect() as connection:
        assert catalog(connection) == {}
        schemas = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'"
        )
        assert schemas.fetchall() == [("public",)]
        assert connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)
    migrate.migrate(database.owner_url, HEAD)
    with database.connect() as connection:
        assert catalog(connection) == first


def test_every_step_can_be_taken_back_alone(empty_database: Database) -> None:
    url = empty_database.owner_url
    for before, revision in zip(["base", *revisions()], revisions(), strict=False):
        with empty_database.connect() as connection:
            catalog_before = catalog(connection)
        migrate.migrate(url, revision)
        migrate.downgrade(url, before)
        with empty_database.connect() as connection:
            assert catalog(connection) == catalog_before, revision
        migrate.migrate(url, revision)


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1


def test_revisions_are_in_order() -> None:
    scripts = [script.revision for script in SCRIPTS.walk_revisions()]
    assert list(revisions()) == scripts[::-1]


def test_names() -> None:
    """NNNN_verb_noun, at most 32 characters, numbered without gaps, with its own SQL."""
    scripts = sorted(SCRIPTS.walk_revisions(), key=lambda script: script.revision)
    for number, script in enumerate(scripts, start=1):
        assert Path(script.path).stem == script.revision
        assert script.revision.startswith(f"{number:04}_")
        assert len(script.revision) <= 32
        assert script.doc.endswith(".")
        for direction in ("up", "down"):
            assert (FOLDER / "sql" / f"{script.revision}.{direction}.sql").is_file()


def test_a_migration_waits_for_another(empty_database: Database) -> None:
    with empty_database.connect(autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_SPACE, Lock.MIGRATE))
        process = start_migration(empty_database, HEAD)
        while not waits_for_lock(other):
            assert process.poll() is None
            sleep(0.05)
        assert other.execute("SELECT to_regclass('users')").fetchone() == (None,)
        other.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_SPACE, Lock.MIGRATE))
    assert process.wait() == 0
    assert migrate.current_revision(empty_database.owner_url) == HEAD


def test_two_migrations_at_once_both_succeed(empty_database: Database) -> None:
    both = [start_migration(empty_database, "head") for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert migrate.current_revision(empty_database.owner_url) == HEAD


def start_migration(database: Database, revision: str) -> subprocess.Popen[bytes]:
    """Migrate in another process; only "head" also loads the reference data."""
    script = f"from etl.schema.migrate import migrate; migrate(revision={revision!r})"
    return subprocess.Popen(
        [sys.executable, "-c", script],
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
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "100ms")
    head = migrate.current_revision(database.owner_url)
    with database.connect() as reader, database.connect() as observer:
        before = catalog(observer)
        observer.rollback()
        reader.execute("SELECT count(*) FROM bookings")
        with pytest.raises(MigrationError, match=r"nothing was changed.*lock timeout"):
            migrate.downgrade(database.owner_url, "base")
        assert catalog(observer) == before
    assert migrate.current_revision(database.owner_url) == head


def test_missing_roles_are_named(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "ROLES", (*migrate.ROLES, "localpro_absent"))
    with pytest.raises(MigrationError, match="lacks the roles localpro_absent: run `localpro up`"):
        migrate.migrate(empty_database.owner_url)


def test_an_unknown_revision_is_named(empty_database: Database) -> None:
    with pytest.raises(MigrationError, match="cannot migrate to 9999_dream"):
        migrate.migrate(empty_database.owner_url, "9999_dream")
    assert migrate.current_revision(empty_database.owner_url) == "base"


def test_another_business_time_zone_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "timezone", "Europe/Lisbon")
    with pytest.raises(SettingsError, match=r"Europe/Lisbon.*Asia/Kolkata"):
        migrate.migrate(database.owner_url)


def test_the_command(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALPRO_DATABASE_URL", empty_database.owner_url)
    settings.cache_clear()
    run = CliRunner().invoke
    assert (
        "the database is at 0002_create_users"
        in run(commands.app, ["--to", "0002_create_users"]).stdout
    )
    assert (
        "the database is at 0001_create_base"
        in run(commands.app, ["--down-to", "0001_create_base"]).stdout
    )
    assert f"the database is at {HEAD}" in run(commands.app).stdout
    settings.cache_clear()


def test_alembic_needs_no_ini_file() -> None:
    """`alembic revision` reads pyproject.toml; `localpro migrate` needs no file."""
    root = FOLDER.parent
    config = Config(toml_file=root / "pyproject.toml")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
