"""The 20 tables against the Prisma schema of the document: columns, enums, keys, relations."""

import re

import psycopg
import pytest

from tests.etl.schema import document
from tests.factories import make_user

TYPES = {
    "String": "text",
    "String[]": "text[]",
    "Int": "integer",
    "Boolean": "boolean",
    "DateTime": "timestamp with time zone",
    "Json": "jsonb",
    "Decimal(10, 2)": "numeric(10,2)",
    "Decimal(5, 2)": "numeric(5,2)",
    "Decimal(3, 2)": "numeric(3,2)",
    "geometry(Point, 4326)": "geometry(Point,4326)",
    "geometry(Polygon, 4326)": "geometry(Polygon,4326)",
    "vector(1536)": "vector(1536)",
    "UserRole": "user_role",
    "BookingStatus": "booking_status",
    "CancelledBy": "cancelled_by",
    "PaymentMethod": "payment_method",
    "PaymentStatus": "payment_status",
    "MessageType": "message_type",
    "VerificationStatus": "verification_status",
    "NotificationType": "notification_type",
}

DEFAULTS = {
    "cuid()": "(uuid_generate_v4())::text",
    "now()": "now()",
    "0": "0",
    "true": "true",
    "false": "false",
    '"en"': "'en'::text",
    '"INR"': "'INR'::text",
    '"PORTFOLIO"': "'PORTFOLIO'::text",
    "TEXT": "'TEXT'::message_type",
}

ENUMS = {
    "user_role": "CUSTOMER PROVIDER ADMIN",
    "booking_status": "PENDING CONFIRMED IN_PROGRESS COMPLETED CANCELLED DISPUTED",
    "cancelled_by": "CUSTOMER PROVIDER ADMIN SYSTEM",
    "payment_method": "CASH UPI CARD WALLET NET_BANKING",
    "payment_status": "PENDING COMPLETED FAILED REFUNDED PARTIALLY_REFUNDED",
    "message_type": "TEXT IMAGE DOCUMENT VOICE VIDEO LOCATION SYSTEM",
    "verification_status": "PENDING APPROVED REJECTED EXPIRED",
    "notification_type": (
        "BOOKING_NEW BOOKING_CONFIRMED BOOKING_CANCELLED BOOKING_STARTED BOOKING_COMPLETED"
        " PAYMENT_RECEIVED REVIEW_NEW REVIEW_RESPONSE CHAT_NEW SYSTEM_ALERT"
    ),
}

RELATIONS = {
    ("accounts", "user_id", "users", "CASCADE"),
    ("sessions", "user_id", "users", "CASCADE"),
    ("customer_profiles", "user_id", "users", "CASCADE"),
    ("provider_profiles", "user_id", "users", "CASCADE"),
    ("provider_profiles", "category_id", "categories", "RESTRICT"),
    ("provider_photos", "provider_id", "provider_profiles", "CASCADE"),
    ("certifications", "provider_id", "provider_profiles", "CASCADE"),
    ("sub_categories", "category_id", "categories", "CASCADE"),
    ("bookings", "customer_id", "customer_profiles", "RESTRICT"),
    ("bookings", "provider_id", "provider_profiles", "RESTRICT"),
    ("booking_status_history", "booking_id", "bookings", "CASCADE"),
    ("payments", "booking_id", "bookings", "RESTRICT"),
    ("reviews", "booking_id", "bookings", "RESTRICT"),
    ("reviews", "customer_id", "customer_profiles", "RESTRICT"),
    ("reviews", "provider_id", "provider_profiles", "RESTRICT"),
    ("chat_rooms", "customer_id", "customer_profiles", "RESTRICT"),
    ("chat_rooms", "provider_id", "provider_profiles", "RESTRICT"),
    ("chat_rooms", "booking_id", "bookings", "SET NULL"),
    ("messages", "chat_room_id", "chat_rooms", "CASCADE"),
    ("messages", "sender_id", "users", "RESTRICT"),
}

UNIQUES = {
    ("users", "phone"),
    ("users", "email"),
    ("accounts", "provider, provider_account_id"),
    ("sessions", "session_token"),
    ("verification_tokens", "token"),
    ("verification_tokens", "identifier, token"),
    ("customer_profiles", "user_id"),
    ("provider_profiles", "user_id"),
    ("categories", "slug"),
    ("sub_categories", "slug"),
    ("bookings", "booking_number"),
    ("payments", "booking_id"),
    ("payments", "transaction_id"),
    ("reviews", "booking_id"),
    ("chat_rooms", "booking_id"),
    ("chat_rooms", "customer_id, provider_id"),
    ("system_config", "key"),
}

COLUMNS = """
    SELECT relation.relname, attname, format_type(atttypid, atttypmod), attnotnull,
           pg_get_expr(adbin, adrelid)
    FROM pg_attribute
    JOIN pg_class AS relation ON relation.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND relname NOT IN ('spatial_ref_sys', 'alembic_version')
      AND attnum > 0 AND NOT attisdropped
    ORDER BY relname, attnum
"""

CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype = %s AND conparentid = 0
      AND conrelid <> 'alembic_version'::regclass AND conrelid <> 'spatial_ref_sys'::regclass
"""


def expected(field: document.Field) -> tuple[str, str, str, bool, str | None]:
    """Return the column that a Prisma field becomes."""
    inner = re.search(r'Unsupported\("(.+?)"\)|@db\.(Decimal\(.+?\))', field.declaration)
    name = next(filter(None, inner.groups())) if inner else field.declaration.split()[0]
    kind = TYPES[name.rstrip("?")]
    optional = "?" in field.declaration or kind == "text[]"  # Prisma makes lists nullable
    return field.table, field.column, kind, not optional, expected_default(field.declaration, kind)


def expected_default(declaration: str, kind: str) -> str | None:
    if kind == "text[]":
        return "'{}'::text[]"
    if "@updatedAt" in declaration:
        return "now()"
    default = re.search(r"@default\((\w+\(\)|[^)]+)\)", declaration)
    if default is None:
        return None
    if default[1] == "PENDING":
        return f"'PENDING'::{kind}"
    return DEFAULTS[default[1]]


def test_the_document_has_303_fields_in_20_tables() -> None:
    assert len(document.fields()) == 303
    assert len({field.table for field in document.fields()}) == 20


def test_columns_are_those_of_the_document_in_its_order(connection: psycopg.Connection) -> None:
    wanted = [expected(field) for field in document.fields()]
    wanted.sort(key=lambda column: column[0])
    assert connection.execute(COLUMNS).fetchall() == wanted


def test_enums(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "SELECT typname, string_agg(enumlabel, ' ' ORDER BY enumsortorder)"
        " FROM pg_type JOIN pg_enum ON enumtypid = pg_type.oid GROUP BY typname"
    )
    assert dict(found.fetchall()) == ENUMS


def test_relations(connection: psycopg.Connection) -> None:
    found = connection.execute(CONSTRAINTS, ("f",)).fetchall()
    assert {name for _, name, _ in found} == {f"{t}_{column}_fkey" for t, column, _, _ in RELATIONS}
    assert {(table, definition) for table, _, definition in found} == {
        (
            table,
            f"FOREIGN KEY ({column}) REFERENCES {target}(id) ON UPDATE CASCADE ON DELETE {action}",
        )
        for table, column, target, action in RELATIONS
    }


def test_uniques_have_the_names_that_prisma_gives(connection: psycopg.Connection) -> None:
    found = connection.execute(CONSTRAINTS, ("u",)).fetchall()
    assert set(found) == {
        (table, f"{table}_{columns.replace(', ', '_')}_key", f"UNIQUE ({columns})")
        for table, columns in UNIQUES
    }


def test_primary_keys_hold_the_partition_column(connection: psycopg.Connection) -> None:
    found = {t: definition for t, _, definition in connection.execute(CONSTRAINTS, ("p",))}
    partitioned = {"messages", "notifications", "search_logs"}
    tables = {field.table for field in document.fields()} - {"verification_tokens"}
    assert found == {
        table: "PRIMARY KEY (id, created_at)" if table in partitioned else "PRIMARY KEY (id)"
        for table in tables
    }


def test_documents_key_of_a_partitioned_table_is_refused(connection: psycopg.Connection) -> None:
    """D1."""
    connection.execute("CREATE SCHEMA trial; SET LOCAL search_path = trial")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="must include all partitioning"):
        connection.execute(document.sql("messages"))


def test_an_update_touches_updated_at(connection: psycopg.Connection) -> None:
    user = make_user(connection, created_at="2020-01-01", updated_at="2020-01-01")
    connection.execute("UPDATE users SET name = 'Asha' WHERE id = %s", (user,))
    row = connection.execute("SELECT updated_at = now() FROM users WHERE id = %s", (user,))
    assert row.fetchone() == (True,)


def test_an_update_that_sets_updated_at_keeps_it(connection: psycopg.Connection) -> None:
    user = make_user(connection)
    connection.execute("UPDATE users SET updated_at = '2021-05-01Z' WHERE id = %s", (user,))
    row = connection.execute("SELECT updated_at = '2021-05-01Z' FROM users WHERE id = %s", (user,))
    assert row.fetchone() == (True,)


def test_every_table_with_updated_at_has_its_trigger(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "SELECT tgrelid::regclass::text FROM pg_trigger"
        " WHERE tgfoid = 'etl.touch_updated_at'::regproc"
    )
    touched = {field.table for field in document.fields() if "@updatedAt" in field.declaration}
    assert {table for (table,) in found} == touched
