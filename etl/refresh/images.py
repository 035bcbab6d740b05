"""Images and checksums of rows: the same in every session, and in every database.

They are made from values alone: neither settings nor the order of columns nor object ids go in.
"""

import psycopg
from psycopg import sql

from etl.statements import statement


def image(connection: psycopg.Connection, relation: sql.Identifier) -> sql.Composed:
    """Return the expression of a text that stands for a row of the relation, called `item`.

    Values whose text depends on a session (moments, days, floats, sketches) go in as their bytes.
    """
    columns = connection.execute(
        statement(__file__, "columns"), {"relation": relation.as_string(connection)}
    )
    return sql.SQL("ROW({})::text").format(
        sql.SQL(", ").join(
            _value(sql.Identifier("item", name), function) for name, *function in columns
        )
    )


def _value(column: sql.Identifier, function: list[str | None]) -> sql.Composable:
    schema, name = function
    if schema is None or name is None:
        return column
    return sql.SQL("encode({}({}), 'hex')").format(sql.Identifier(schema, name), column)


def checksum(connection: psycopg.Connection, relation: sql.Identifier) -> sql.Composed:
    """Return the expression of the checksum of one row of the relation, called `item`."""
    return sql.SQL("hashtextextended({}, 0)").format(image(connection, relation))


def fingerprint_of(connection: psycopg.Connection, relation: sql.Identifier) -> sql.Composed:
    """Return the aggregates of rows of the relation, called `item`: their count and checksum.

    The checksum does not depend on the order of the rows.
    """
    return sql.SQL("count(*), COALESCE(sum({}::numeric), 0)").format(checksum(connection, relation))


def fingerprint(
    connection: psycopg.Connection,
    relation: sql.Identifier,
    rows: sql.Composable | None = None,
) -> tuple[int, str]:
    """Return (row count, checksum) of a relation, or of other `rows` with its columns."""
    row = connection.execute(
        sql.SQL("SELECT {} FROM {} AS item").format(
            fingerprint_of(connection, relation), rows or relation
        )
    ).fetchone()
    assert row is not None
    return row[0], str(row[1])
