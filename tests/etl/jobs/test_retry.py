"""Which errors pass by themselves."""

import psycopg
import pytest
from psycopg import errors

from etl.db import connect
from etl.errors import LocalProError, RefreshError
from etl.jobs.retry import is_transient


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (errors.DeadlockDetected(), True),
        (errors.SerializationFailure(), True),
        (errors.LockNotAvailable(), True),
        (errors.AdminShutdown(), True),
        (errors.CannotConnectNow(), True),
        (errors.TooManyConnections(), True),
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (errors.DiskFull(), False),
        (errors.QueryCanceled(), False),
        (errors.UndefinedTable(), False),
        (LocalProError("no data"), False),
        (ValueError(), False),
    ],
)
def test_transient_errors(error: Exception, passes: bool) -> None:
    assert is_transient(error) is passes
    wrapped = RefreshError("nothing was published")
    wrapped.__cause__ = error
    assert is_transient(wrapped) is passes


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(LocalProError) as caught:
        connect("postgresql://nobody@127.0.0.1:1/nothing")
    assert is_transient(caught.value)
