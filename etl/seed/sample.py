"""Loads the sample of the design document into an empty marketplace."""

from enum import Enum

import psycopg

from etl.db import Lock, connect, exclusive
from etl.errors import LoadError
from etl.geo import reference
from etl.ledger import in_ledger
from etl.statements import statement


class Holds(Enum):
    """What a database holds before the sample is loaded."""

    NOTHING = "nothing"
    THE_SAMPLE = "the sample"
    OTHER_DATA = "other data"


def seed(url: str | None = None) -> bool:
    """Load the sample; return False, having changed nothing, when it is already there.

    Raises LoadError when the database holds other data, BusyError when other data is being loaded.
    """
    with (
        in_ledger("seed", {}, url),
        connect(url, application_name="localpro seed") as connection,
        exclusive(connection, Lock.LOAD),
        connection.transaction(),
    ):
        held = _held(connection)
        if held is Holds.OTHER_DATA:
            raise LoadError("the database holds other data: the sample needs an empty marketplace")
        if held is Holds.NOTHING:
            reference.load(connection)
            connection.execute(statement(__file__, "sample"))
        return held is Holds.NOTHING


def _held(connection: psycopg.Connection) -> Holds:
    row = connection.execute(statement(__file__, "held")).fetchone()
    assert row is not None
    return Holds(row[0])
