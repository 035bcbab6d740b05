"""Engines of the reading side: which server answers for which workload, and under what limits."""

from functools import lru_cache
from typing import Literal

from sqlalchemy import Engine, create_engine

from queries.errors import Unavailable
from queries.settings import QuerySettings, settings

Workload = Literal["analytics", "reporting"]
"""`analytics`: search and analytics, as the reader; `reporting`: as the admin reader."""


def engine(workload: Workload) -> Engine:
    """Return the engine that serves `workload`; raise Unavailable when no URL is set."""
    return _engine(_url(workload, settings()))


def _url(workload: Workload, values: QuerySettings) -> str:
    wanted = values.reporting_url if workload == "reporting" else values.analytics_url
    url = wanted or values.analytics_url
    if url is None:
        raise Unavailable(
            "no database to read: start the private one with `localpro up`,"
            " or set LOCALPRO_ANALYTICS_URL"
        )
    return url.get_secret_value()


@lru_cache
def _engine(url: str) -> Engine:
    values = settings()
    limit = int(values.query_timeout_seconds * 1000)
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=10,
        max_overflow=20,
        pool_timeout=values.connect_timeout_seconds,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        hide_parameters=True,
        connect_args={
            "connect_timeout": values.connect_timeout_seconds,
            "application_name": "localpro dashboard",
            "options": f"-c statement_timeout={limit} -c default_transaction_read_only=on"
            f" -c timezone={values.timezone}",
        },
    )
