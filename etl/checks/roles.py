"""Whether each role can come in, may do what it should, and nothing else."""

from collections.abc import Iterator, Mapping
from typing import LiteralString

import psycopg

from etl.checks.findings import Finding
from etl.checks.guard import unchecked
from etl.cluster.environment import Role
from etl.db import connect, each_server
from etl.errors import LocalProError
from etl.statements import statement
from etl.views import OBJECTS

NARROW = (Role.READER, Role.ADMIN, Role.DASHBOARD)
CALLED = (
    *("member", "member_of", "is_signed_out", "record", "record_once"),
    "sign_out_everywhere",
    *("views_of", "save_view", "share_view", "delete_view", "set_home", "leave_home"),
    *("beat", "record_move"),
)
"""The functions of schema access that are the dashboard's."""

KEPT = (
    "pg_try_advisory_lock(integer,integer)",
    "lo_from_bytea(oid,bytea)",
    "pg_terminate_backend(integer,bigint)",
    "_postgis_stats(regclass,text,text)",
)
"""Of each kind of function that etl/cluster/bootstrap.sql takes from everybody, one."""

FIRST_QUESTION: dict[Role, LiteralString] = {
    Role.DASHBOARD: "SELECT FROM access.member('')",
}
NO_ADDRESS = "is no address of a database"
READING: LiteralString = "SELECT max(version_id) FROM analytics.data_versions"


def check_grants(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell what the dashboard's roles may do that they should not, and the other way round."""
    rows = connection.execute(
        statement(__file__, "sql/grants"),
        {
            "roles": [role.login for role in NARROW],
            "objects": list(OBJECTS),
            "functions": list(CALLED),
            "kept": list(KEPT),
        },
    ).fetchall()
    for role, fault, relations, remedy in rows:
        named = ", ".join(relations[:3]) + (" …" if len(relations) > 3 else "")
        yield Finding(f"grants of {role}", f"{fault} {named}", f"Run in psql: `{remedy}`")
    if not rows:
        yield Finding(
            "grants",
            "the readers read analytics and geo, the dashboard calls access, and nothing else",
        )


def check_logins(urls: Mapping[Role, str]) -> Iterator[Finding]:
    """Tell whether each role gets in with the address that is set for it, and can do its work."""
    for role, url in urls.items():
        try:
            servers = each_server(url)
        except (psycopg.ProgrammingError, ValueError):
            yield Finding(f"login {role.value}", f"{role.variable} {NO_ADDRESS}", "Correct it")
            continue
        for place, server in enumerate(servers, 1):
            among = f" at server {place} of {len(servers)}" if len(servers) > 1 else ""
            yield _log_in(role, server, f"login {role.value}{among}")


def _log_in(role: Role, url: str, subject: str) -> Finding:
    try:
        with connect(url, application_name="localpro doctor", is_direct=False) as there:
            there.execute(FIRST_QUESTION.get(role, READING))
            return Finding(subject, f"{there.info.user} gets in, and gets answers")
    except psycopg.ProgrammingError as error:
        if error.sqlstate:
            return unchecked(subject, error)
        return Finding(subject, f"{role.variable} {NO_ADDRESS}", "Correct it")
    except LocalProError as error:
        return Finding(
            subject,
            f"{role.login} does not get in: {error}",
            f"Correct {role.variable}; its password is set by `ALTER ROLE {role.login} PASSWORD …`",
        )
    except psycopg.Error as error:
        return unchecked(subject, error)
