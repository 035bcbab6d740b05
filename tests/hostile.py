"""Servers, databases, roles and environments that are set up otherwise than anybody expects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import sql

from etl.cluster import bootstrap
from etl.cluster.environment import Role
from tests.postgres import Database, TestCluster

Settings = Mapping[str, str]


@dataclass(frozen=True)
class Surroundings:
    """What is set for a database, for every role in it, and in the environment."""

    name: str
    database: Settings
    roles: Settings
    environment: Settings = field(default_factory=dict)


SURROUNDINGS = (
    Surroundings(
        "india",
        {
            "timezone": "Asia/Kolkata",
            "datestyle": "SQL, DMY",
            "intervalstyle": "sql_standard",
            "bytea_output": "escape",
            "extra_float_digits": "0",
            "default_transaction_isolation": "serializable",
            "default_transaction_deferrable": "on",
            "default_transaction_read_only": "on",
            "client_connection_check_interval": "0",
        },
        {
            "search_path": "analytics",
            "statement_timeout": "1ms",
            "idle_in_transaction_session_timeout": "1ms",
            "idle_session_timeout": "1ms",
        },
        {
            "PGCLIENTENCODING": "LATIN1",
            "PGTZ": "America/New_York",
            "PGDATESTYLE": "German",
            "PGOPTIONS": "-c bytea_output=escape -c search_path=rollup",
            "PGSSLMODE": "require",
        },
    ),
    Surroundings(
        "new york",
        {
            "timezone": "America/New_York",
            "datestyle": "Postgres, MDY",
            "intervalstyle": "iso_8601",
            "extra_float_digits": "-15",
            "client_encoding": "LATIN1",
            "array_nulls": "off",
            "transform_null_equals": "on",
            "quote_all_identifiers": "on",
            "standard_conforming_strings": "off",
            "work_mem": "64kB",
            "jit": "on",
            "jit_above_cost": "0",
        },
        {
            "search_path": "",
            "lock_timeout": "1ms",
            "enable_hashagg": "off",
            "enable_hashjoin": "off",
            "enable_seqscan": "off",
        },
        {"PGSERVICE": "nowhere", "PGHOSTADDR": "127.0.0.2", "PGTARGETSESSIONATTRS": "read-only"},
    ),
)


def surround(cluster: TestCluster, database: Database, surroundings: Surroundings) -> None:
    """Set all that the surroundings set, but for the environment."""
    name = sql.Identifier(database.name)
    whole = [(sql.SQL("DATABASE {}").format(name), surroundings.database)]
    whole += [
        (
            sql.SQL("ROLE {} IN DATABASE {}").format(sql.Identifier(role.login), name),
            surroundings.roles,
        )
        for role in Role
    ]
    with bootstrap.superuser(cluster.server) as connection:
        for place, settings in whole:
            for setting, value in settings.items():
                connection.execute(
                    sql.SQL("ALTER {} SET {} TO {}").format(
                        place, sql.Identifier(setting), sql.Literal(value)
                    )
                )
