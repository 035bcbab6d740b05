"""What a query took: measured by its name, and logged and remembered when it was slow, without any
value.
"""

import logging
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pandas import DataFrame
from prometheus_client import Counter, Histogram
from sqlalchemy import ClauseElement, Connection, Executable

from queries.frames import to_frame
from queries.settings import settings

log = logging.getLogger("localpro.queries")

SECONDS = Histogram(
    "localpro_query_seconds", "Time to answer a named query, or read a relation.", ["query"]
)
SLOW = Counter("localpro_slow_queries", "Queries slower than the threshold.", ["query"])
FAILED = Counter("localpro_failed_queries", "Queries that ended in an error.", ["query"])


MOST = 200
"""How many of the last slow queries are remembered."""

COLUMNS = ("at", "query", "seconds", "parameters", "endpoint", "version")

_last: deque[tuple[object, ...]] = deque(maxlen=MOST)


def observe(
    name: str,
    seconds: float,
    connection: Connection,
    version: int | None,
    asked: Mapping[str, Any] | Executable | None = None,
) -> None:
    """Count a query; log and remember it when it took longer than allowed.

    `asked` is what was asked with, or the statement that has it; of that only the shape is logged.
    """
    SECONDS.labels(name).observe(seconds)
    if seconds <= settings().slow_query_seconds:
        return
    SLOW.labels(name).inc()
    said = {
        "query": name,
        "seconds": round(seconds, 3),
        "parameters": shape(_parameters(asked, connection)),
        "endpoint": endpoint(connection),
        "version": version,
    }
    at = datetime.now(ZoneInfo(settings().timezone))
    _last.appendleft((at, *said.values()))
    log.warning(
        "slow query: %(query)s took %(seconds).2f s on %(endpoint)s at version %(version)s,"
        " with %(parameters)s",
        said,
        extra=said,
    )


def recent() -> DataFrame:
    """Return the last slow queries of this process, the newest first.

    Columns: at, query (its name), seconds, parameters (their kinds), endpoint, version.
    """
    return to_frame(COLUMNS, list(_last))


def endpoint(connection: Connection) -> str:
    """Return which server a connection leads to, without who asks there."""
    url = connection.engine.url
    return f"{url.host}:{url.port or 5432}"


def shape(parameters: Mapping[str, Any]) -> str:
    """Return what kind each parameter is of, and how much of it: no value.

    >>> from datetime import date
    >>> shape({"start": date(2025, 3, 1), "district": ["Agra", "Lucknow"], "text": "pipe"})
    'district: 2 × str, start: date, text: str of 4'
    >>> shape({})
    'no parameters'
    """
    kinds = (f"{name}: {_kind(value)}" for name, value in sorted(parameters.items()))
    return ", ".join(kinds) or "no parameters"


def _kind(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        kinds = sorted({type(each).__name__ for each in value})
        return f"{len(value)} × {' or '.join(kinds) or 'nothing'}"
    if isinstance(value, str):
        return f"str of {len(value)}"
    return "NULL" if value is None else type(value).__name__


def _parameters(
    asked: Mapping[str, Any] | Executable | None, connection: Connection
) -> Mapping[str, Any]:
    if asked is None or isinstance(asked, Mapping):
        return asked or {}
    if not isinstance(asked, ClauseElement):
        return {}
    parameters: Mapping[str, Any] = asked.compile(dialect=connection.dialect).params
    return parameters
