"""Odd but possible values for every column of the application's tables, as the catalog has them.

What a table refuses it refuses; whatever it takes, the product has to live with.
"""

from dataclasses import dataclass

import psycopg
from hypothesis import strategies as st
from psycopg import sql

TABLES = (
    "users",
    "customer_profiles",
    "categories",
    "sub_categories",
    "provider_profiles",
    "bookings",
    "booking_status_history",
    "payments",
    "reviews",
    "search_logs",
    "system_config",
)
"""The tables that a refresh reads, and those beside them."""

ENUMS = (
    "user_role",
    "booking_status",
    "cancelled_by",
    "payment_method",
    "payment_status",
    "verification_status",
)
ADDED = "ADDED_LATER"
"""A value that the application adds to every enum."""

MOMENTS = (
    *("-infinity", "infinity", "4713-01-01 00:00+00 BC", "0024-03-01 00:00+00", "0001-01-01+00"),
    *("1970-01-01 00:00+00", "1999-12-31 18:29:59+00", "2025-02-01 06:30+00", "2062-07-01+00"),
    *("9999-12-20 00:00+00", "9999-12-31 23:59:59+00", "294276-12-31 23:59:59+00"),
)
TEXTS = (
    *("", " ", "हिन्दी नाम", "\x01\x1b[31m\x7f", "=1+1", "<b>x</b>", "a\nb\tc", "\u200b\ufeff"),
    *("x" * 20_000, "'; DROP TABLE users; --", "INR", "inr", "USD", "ZZZ", "\U0001f9f0" * 300),
)
DOCUMENTS = (
    *("null", "[]", "{}", '"text"', "7", "1e400", "true", "[null]", "[[1]]", '{"mode": 7}'),
    *('{"lat": 1e-400, "lng": 80.9}', '{"lat": "x", "lng": null}', '{"lat": 90, "lng": -180}'),
    *('{"city": {"name": 1}}', '{"city": "lucknow ", "pincode": 226001}', '{"en": null}'),
    *('{"categoryId": ["a"]}', '{"category_id": {"x": 1}}', '{"hi": ["x"], "ur": {}}'),
    '[{"type": "radius", "lat": 26.8, "lng": 80.9, "radiusKm": "five"}]',
    '[{"type": "radius", "lat": 26.8, "lng": 80.9, "radiusKm": 1e-30}, {"type": "pincodes"}]',
    '{"type": "pincodes", "pincodes": ["226001", 226002, null, "x"]}',
)
SHAPES = (
    *("POINT EMPTY", "POINT(0 0)", "POINT(80.9 26.8)", "POINT(180 90)", "POLYGON EMPTY"),
    *("POLYGON((80 26, 80.1 26.1, 80 26.1, 80.1 26, 80 26))", "POLYGON((80 26,81 26,81 26,80 26))"),
    "POLYGON((80.9 26.8, 80.95 26.8, 80.95 26.85, 80.9 26.8))",
)
NUMBERS = ("0", "1", "-1", "5", "99.99", "99999999.99", "2147483647", "NaN", "Infinity", "0.01")
LISTS = ("{}", "{NULL}", '{""}', "{x,x,NULL}")


@dataclass(frozen=True)
class Column:
    """A column of a table, its type, and whether it may be NULL."""

    table: str
    name: str
    type: str
    labels: tuple[str, ...]

    def values(self) -> st.SearchStrategy[str | None]:
        """Values of its type, as text; NULL too, which the table refuses where it may not be."""
        for beginning, texts in BY_TYPE.items():
            if self.type.startswith(beginning):
                return st.sampled_from([None, *texts])
        return st.sampled_from([None, *self.labels])


BY_TYPE = {
    "timestamp": MOMENTS,
    "text[]": LISTS,
    "text": TEXTS,
    "jsonb": DOCUMENTS,
    "geometry": SHAPES,
    "integer": NUMBERS,
    "numeric": NUMBERS,
    "boolean": ("true", "false"),
    "vector": (),
}


def columns(connection: psycopg.Connection) -> list[Column]:
    """Return every column of the tables but their keys."""
    rows = connection.execute(
        "SELECT attrelid::regclass::text, attname, format_type(atttypid, NULL),"
        " ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = atttypid ORDER BY 1)"
        " FROM pg_attribute WHERE attrelid = ANY (%s::regclass[]) AND attnum > 0"
        " AND NOT attisdropped AND attname <> 'id' ORDER BY attrelid::regclass::text, attnum",
        (list(TABLES),),
    )
    return [Column(table, name, kind, tuple(labels)) for table, name, kind, labels in rows]


def write(connection: psycopg.Connection, column: Column, row: int, value: str | None) -> bool:
    """Set the column of one row; return whether the table took the value."""
    table = sql.Identifier(column.table)
    statement = sql.SQL(
        "UPDATE {table} SET {column} = CAST(%s AS {kind})"
        " WHERE id = (SELECT id FROM {table} ORDER BY md5(id || %s) LIMIT 1)"
    ).format(table=table, column=sql.Identifier(column.name), kind=sql.SQL(column.type))
    try:
        with connection.transaction():
            connection.execute(statement, (value, str(row)))
    except (psycopg.DataError, psycopg.IntegrityError):
        return False
    return True


def add_values(connection: psycopg.Connection) -> None:
    """Let the application add a value to every enum. The connection must be in autocommit."""
    for enum in ENUMS:
        connection.execute(
            sql.SQL("ALTER TYPE {} ADD VALUE {}").format(sql.Identifier(enum), sql.Literal(ADDED))
        )
