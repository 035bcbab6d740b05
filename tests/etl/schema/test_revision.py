"""Jobs run only on the schema that they were written for, and say what to do otherwise."""

from collections.abc import Callable

import pytest

from etl.errors import MigrationError
from etl.migrate import run
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from etl.reputation.recalc import recalc
from etl.schema.revision import LAST_BEFORE, newest
from tests.postgres import Database

JOBS: list[Callable[[str], object]] = [publish, verify, recalc]


@pytest.mark.parametrize("job", JOBS)
def test_older_tables_are_refused(database: Database, job: Callable[[str], object]) -> None:
    """A refresh would count by rules that the tables do not follow yet."""
    with database.connect() as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", (LAST_BEFORE,))
    with pytest.raises(MigrationError, match=f"at {LAST_BEFORE}, this .* needs {newest()}: run `l"):
        job(database.owner_url)
    assert runs(database) == 0


@pytest.mark.parametrize("job", JOBS)
def test_other_code_is_refused(database: Database, job: Callable[[str], object]) -> None:
    """Older or newer: what the functions and views do is not what this release expects."""
    with database.connect() as connection:
        connection.execute("UPDATE etl.applied_code SET digest = 'other' WHERE name = ''")
    with pytest.raises(MigrationError, match=r"functions and views .* another release: run `local"):
        job(database.owner_url)
    assert runs(database) == 0
    run.migrate(database.owner_url)
    job(database.owner_url)
    assert runs(database) == 1


@pytest.mark.parametrize("job", JOBS)
def test_a_newer_schema_is_refused(database: Database, job: Callable[[str], object]) -> None:
    """Whatever it holds that this release does not know would be left as it was."""
    with database.connect() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
    with pytest.raises(MigrationError, match="at 9999_later, which this release does not know"):
        job(database.owner_url)
    assert runs(database) == 0


@pytest.mark.parametrize("job", JOBS)
def test_an_empty_database_is_refused(
    empty_database: Database, job: Callable[[str], object]
) -> None:
    with pytest.raises(MigrationError, match=r"at no revision, .* run `localpro migrate`"):
        job(empty_database.owner_url)


def runs(database: Database) -> int:
    with database.connect() as connection:
        row = connection.execute("SELECT count(*) FROM etl.runs").fetchone()
    assert row is not None
    return int(row[0])
