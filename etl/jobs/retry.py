"""Tries a job again, later and later, after faults that pass by themselves, and no others."""

import logging

import psycopg
from tenacity import (
    Retrying,
    before_sleep_log,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

log = logging.getLogger(__name__)

PASSING = (
    "08",  # the connection failed
    "40",  # deadlock, or transactions that cannot be put in an order
    "53300",  # too many connections
    "55P03",  # a lock was not to be had in time
    "57P",  # the server stops, starts or has crashed
)
"""SQLSTATEs, or how they begin, of faults that pass. A full disk or a wrong query does not."""


def is_transient(error: BaseException) -> bool:
    """Tell whether the error, or what caused it, is likely to be gone soon."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, psycopg.OperationalError):
            # without a SQLSTATE the server was not reached, or the connection broke
            return cause.sqlstate is None or cause.sqlstate.startswith(PASSING)
        cause = cause.__cause__
    return False


attempts = Retrying(
    retry=retry_if_exception(is_transient),
    stop=stop_after_attempt(4),
    wait=wait_exponential(multiplier=5, max=120) + wait_random(0, 5),
    before_sleep=before_sleep_log(log, logging.WARNING),
    reraise=True,
)
"""`attempts(function, ...)`: at most four, after about 5, 10 and 20 seconds."""
