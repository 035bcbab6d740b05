"""The primary, as the dashboard's own role: it asks who somebody is, and writes what people do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from queries.engine import engine_of
from queries.errors import Unavailable
from queries.faults import explained
from queries.settings import settings


def primary() -> Engine:
    """Return the engine that writes; raise Unavailable when no URL is set."""
    url = settings().access_url
    if url is None:
        raise Unavailable(
            "no database to write what people do: start the private one with `localpro up`,"
            " or set LOCALPRO_ACCESS_URL"
        )
    return engine_of(url.get_secret_value(), writes=True)


@contextmanager
def transaction(what: str) -> Iterator[Connection]:
    """Open one transaction on the primary; `what` names it where it fails.

    Raises Unavailable when the server does not answer, and what else `queries.faults` knows.
    """
    started = time.monotonic()
    try:
        with primary().begin() as connection:
            yield connection
    except PoolTimeout as error:
        raise Unavailable("every connection to the database is in use; try again") from error
    except DBAPIError as error:
        raise explained(error, what, time.monotonic() - started) from error
