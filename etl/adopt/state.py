"""Whether a marketplace is being adopted: until it is taken over, its rows are written there."""

import psycopg


def is_under_way(connection: psycopg.Connection) -> bool:
    """Tell whether the rows here are still those of another database."""
    try:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM etl.adopted_tables WHERE finished_at IS NULL)"
        ).fetchone()
    except psycopg.errors.UndefinedTable:
        return False  # A database of another release: whoever needs this one says so.
    return row == (True,)
