"""The SQL of this package, one statement per file in `sql/`."""

from pathlib import Path


def statement(name: str) -> bytes:
    """Return the statement in `sql/<name>.sql`."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_bytes()
