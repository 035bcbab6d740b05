"""Wait for a lock a little, let others go first, come back: nobody queues behind us for long."""

from collections.abc import Callable

import psycopg
from psycopg import errors
from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from etl.errors import InUseError

LOCK_TIMEOUT = "2s"
"""How long one attempt waits; as long may a statement of others wait behind it."""

ATTEMPTS = 5


def patiently(connection: psycopg.Connection, task: str, step: Callable[[], None]) -> None:
    """Do `step` under a lock timeout, again while others hold what it needs.

    `connection` must be in autocommit mode. Raises InUseError, naming `task`, when it is in vain.
    """
    connection.execute("SELECT set_config('lock_timeout', %s, false)", (LOCK_TIMEOUT,))
    attempts = Retrying(
        retry=retry_if_exception_type((errors.LockNotAvailable, errors.DeadlockDetected)),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.2, max=5),
    )
    try:
        attempts(step)
    except RetryError as error:
        raise InUseError(
            f"cannot {task}: others have used the table through {ATTEMPTS} attempts."
            " What was done stays done; the next run continues"
        ) from error
