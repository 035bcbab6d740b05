"""Runs the SQL that a migration carries: a copy, so that later definitions cannot change it."""

from pathlib import Path

from alembic import op

SQL = Path(__file__).resolve().parent / "sql"


def run(revision: str) -> None:
    """Execute `sql/<revision>.sql`, or every file of that folder in order."""
    # The driver's own connection takes several statements at once and leaves % and : alone.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    file = SQL / f"{revision}.sql"
    for path in [file] if file.is_file() else sorted((SQL / revision).glob("*.sql")):
        driver.execute(path.read_bytes())
