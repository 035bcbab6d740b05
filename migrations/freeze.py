"""Freezes definitions into migrations: `python -m migrations.freeze [GROUP ...]` (README.md).

A group of `etl.schema.definitions` becomes `sql/NNNN_create_<group>.up.sql`, with a `.down.sql`
that drops what it creates in reverse order. Only for migrations that no database has run yet.
"""

import re
import sys

from etl.schema import definitions
from migrations.frozen import SQL

CREATED = re.compile(
    r"^CREATE (?P<kind>SCHEMA|TYPE|TABLE|FUNCTION|VIEW|MATERIALIZED VIEW|TRIGGER) (?P<name>[\w.]+)"
    r"(?:[^;]*?\sON (?P<table>[\w.]+))?",
    re.MULTILINE,
)


def freeze(number: int, group: str) -> None:
    """Write the SQL of the group's migration; grants have a `.down.sql` written by hand."""
    name = f"{number:04}_create_{group}"
    up = "\n".join(file.read_text() for file in definitions.groups()[group])
    (SQL / f"{name}.up.sql").write_text(up)
    if drops := [_drop(created) for created in CREATED.finditer(up)]:
        (SQL / f"{name}.down.sql").write_text("".join(reversed(drops)))


def _drop(created: re.Match[str]) -> str:
    kind, name, table = created.group("kind", "name", "table")
    if kind == "TRIGGER":
        return f"DROP TRIGGER {name} ON {table};\n"
    return f"DROP {kind} {name};\n"


if __name__ == "__main__":
    for position, each in enumerate(definitions.groups(), start=1):
        if each in (sys.argv[1:] or [each]):
            freeze(position, each)
