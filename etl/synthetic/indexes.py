"""Secondary indexes that are left out while rows come and built again, as they were."""

import psycopg
from psycopg import sql

Definitions = list[tuple[str, str]]
"""Name and CREATE INDEX of each index."""

SECONDARY = """
SELECT index.relname, pg_get_indexdef(index.oid)
FROM pg_index
JOIN pg_class AS index ON index.oid = pg_index.indexrelid
WHERE pg_index.indrelid = ANY (%s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE pg_constraint.conindid = index.oid)
ORDER BY index.oid
"""


def drop(connection: psycopg.Connection, tables: list[str]) -> Definitions:
    """Drop the indexes of the tables that serve no constraint; return how to make them again."""
    found: Definitions = connection.execute(SECONDARY, (tables,)).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier("public", name)))
    return found


def build(connection: psycopg.Connection, definitions: Definitions) -> None:
    """Make the indexes again."""
    for _, definition in definitions:
        connection.execute(definition.encode())
