"""What the superuser does once per server and database: roles, passwords, database, extensions."""

from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from etl.cluster.environment import DATABASE, Addresses, Role
from etl.cluster.postmaster import Postmaster
from etl.db import connect
from etl.errors import LocalProError

HERE = Path(__file__).parent

CLOSE = "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC"
"""Whom these databases let in, they let make temporary tables and large objects."""


def superuser(server: Postmaster, database: str = "postgres") -> psycopg.Connection:
    """Return the superuser's connection through the socket; it commits every statement."""
    place = make_conninfo(
        host=str(server.sockets), port=server.port, user="postgres", dbname=database
    )
    return connect(place, autocommit=True, application_name="localpro cluster")


def bootstrap(server: Postmaster) -> None:
    """Create roles, database and extensions where they are missing."""
    with superuser(server) as connection:
        _create_database(connection)
        connection.execute(CLOSE)
    with superuser(server, DATABASE) as connection:
        run_script(connection, "bootstrap.sql")
        run_script(connection, "access.sql")


def set_passwords(server: Postmaster, addresses: Addresses) -> None:
    """Give every role its password, as a verifier: the password itself never reaches a log."""
    with superuser(server) as connection:
        for role, password in addresses.passwords.items():
            verifier = connection.pgconn.encrypt_password(
                password.encode(), role.login.encode(), b"scram-sha-256"
            )
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role.login), sql.Literal(verifier.decode())
                )
            )


def lets_in(addresses: Addresses) -> bool:
    """Return whether every role can connect with its password."""
    try:
        for role in Role:
            connect(addresses.url_at(role)).close()
    except LocalProError:
        return False
    return True


def run_script(connection: psycopg.Connection, name: str) -> None:
    """Run one of this folder's SQL files."""
    connection.execute((HERE / name).read_bytes())


def _create_database(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
    if found.fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
