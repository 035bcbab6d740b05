"""The marking functions run as the owner: no schema of a writer may stand in for what they call."""

import psycopg
import pytest
from psycopg import sql

from etl.refresh.marks import TABLES, pending
from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_status_change,
)
from tests.postgres import Database

MARKED = (
    "booking_status_history",
    "reviews",
    "payments",
    "bookings",
    "search_logs",
    "provider_profiles",
)
COPY_HISTORY = """
    INSERT INTO public.{0} (booking_id, status, changed_by)
    SELECT booking_id, status, changed_by FROM public.{0}
"""
DELETED = ("booking_status_history", "reviews", "payments", "search_logs")

FALSE_FRIENDS = """
    CREATE FUNCTION strange.equal({type}, {type}) RETURNS boolean
    LANGUAGE plpgsql AS $$ BEGIN RAISE 'a stranger was called'; END $$;
    CREATE OPERATOR strange.= (LEFTARG = {type}, RIGHTARG = {type}, FUNCTION = strange.equal);
"""
"""Operators that fit better than those of PostgreSQL where the path names them first."""


@pytest.fixture
def marketplace(database: Database) -> Database:
    """A row in every table, and nothing marked."""
    with database.connect() as connection:
        provider = make_provider(connection, make_category(connection))
        booking = make_booking(connection, customer := make_customer(connection), provider)
        make_payment(connection, booking)
        make_review(connection, booking, customer, provider)
        make_status_change(connection, booking, status="DISPUTED")
        make_search(connection)
        connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(TABLES)))
        connection.execute("CREATE SCHEMA strange")
        for name in ("public.booking_status", "text", "date", "timestamptz"):
            connection.execute(FALSE_FRIENDS.format(type=name).encode())
        connection.execute(
            "CREATE FUNCTION strange.unnest(anyarray) RETURNS SETOF anyelement"
            " LANGUAGE plpgsql AS $$ BEGIN RAISE 'a stranger was called'; END $$"
        )
        connection.execute("CREATE TABLE strange.new_rows (id text, created_at timestamptz)")
        connection.execute("CREATE TABLE strange.old_rows (id text, created_at timestamptz)")
    return database


@pytest.mark.parametrize("path", ["strange, pg_catalog, public", "pg_temp, strange", ""])
def test_marks_are_those_of_any_path(marketplace: Database, path: str) -> None:
    with marketplace.connect() as connection:
        connection.execute("SELECT set_config('search_path', %s, false)", (path,))
        for table in MARKED:
            write(connection, "UPDATE public.{} SET created_at = created_at", table)
        write(connection, "UPDATE public.{} SET currency = 'USD', confirmed_at = now()", "bookings")
        write(connection, COPY_HISTORY, "booking_status_history")
        for table in DELETED:
            write(connection, "DELETE FROM public.{}", table)
        connection.execute("RESET search_path")
        assert marked(connection) == {*MARKED}


def write(connection: psycopg.Connection, statement: str, table: str) -> None:
    connection.execute(sql.SQL(statement).format(sql.Identifier(table)))


def marked(connection: psycopg.Connection) -> frozenset[str]:
    return pending(connection).sources - {"booking_days", "search_bookings"}
