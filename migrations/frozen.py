"""Runs the SQL that a migration carries: a copy, so that later definitions cannot change it."""

from pathlib import Path
from typing import Literal

from alembic import op

SQL = Path(__file__).resolve().parent / "sql"


def run(revision: str, direction: Literal["up", "down"]) -> None:
    """Execute `sql/<revision>.<direction>.sql` on the migration's connection."""
    statements = (SQL / f"{revision}.{direction}.sql").read_bytes()
    # The driver's own connection takes several statements at once and leaves % and : alone.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(statements)
