"""An explanation adds up, and is what the command prints."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from etl.errors import ReputationError
from etl.reputation import commands
from etl.reputation.explain import explain
from tests.etl.schema.scoring import change, provider
from tests.postgres import Database


def newcomer(database: Database) -> str:
    """Three jobs, one of them cancelled, 4.00 stars; the stored score is out of date."""
    with database.connect() as connection:
        explained = provider(connection, days=45)
        change(
            connection,
            explained,
            average_rating=4,
            completed_jobs=3,
            cancelled_jobs=1,
            reputation_score=12,
        )
    return explained


def test_parts_add_up(database: Database) -> None:
    """80 x .4 + 3 x .2 + 60 x .15 + 0 + 66.67 x .1 + 50 x .05 + 100 x .05 = 55.767 -> 55.77.

    New: x .8 = 44.616 -> 44.62; one in three cancelled: x .9 = 40.158 -> 40.16.
    """
    told = explain(newcomer(database), database.owner_url)
    assert [round(part.points, 3) for part in told.parts] == [
        Decimal(points) for points in ("32", "0.6", "9", "0", "6.667", "2.5", "5")
    ]
    assert (told.base, told.total, told.stored) == (
        Decimal("55.77"),
        Decimal("40.16"),
        Decimal("12.00"),
    )


@pytest.mark.parametrize("nobody", ["nobody", "'; --", "\0"])
def test_an_unknown_provider_is_named(database: Database, nobody: str) -> None:
    with pytest.raises(ReputationError, match="pass the id of a provider profile"):
        explain(nobody, database.owner_url)


def test_the_commands(database: Database, use_database: Callable[[Database], None]) -> None:
    explained = newcomer(database)
    use_database(database)
    run = CliRunner().invoke
    assert "1 scores changed (documented)" in run(commands.app, ["recalc"]).stdout
    lines = run(commands.app, ["explain", explained]).stdout.splitlines()
    assert lines[0] == f"{explained}, documented weights"
    assert lines[1].split() == ["rating", "80.00", "x", "0.4000", "=", "32.00"]
    assert lines[-2].split() == ["score", "40.16"]
    assert lines[-1].split() == ["stored", "40.16"]
