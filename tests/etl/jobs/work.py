"""Jobs for tests: each records its runs like a real one, under its own name."""

import time

import psycopg

from etl.errors import BusyError, LocalProError
from etl.ledger import in_ledger


def slow(url: str) -> None:
    """Take two seconds."""
    with in_ledger("slow", {}, url):
        time.sleep(2)


def wrong(url: str) -> None:
    """Fail for a reason that will not pass."""
    with in_ledger("wrong", {}, url):
        raise LocalProError("the disk is full")


def busy(url: str) -> None:
    """Find that another process does it."""
    with in_ledger("busy", {}, url):
        raise BusyError("another process is already running this job")


def cut_off(url: str, *, until: int) -> None:
    """Lose the connection to the server in every run before the `until`th."""
    with in_ledger("cut_off", {}, url), psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM etl.runs WHERE job = 'cut_off'").fetchone()
        assert row is not None
        if row[0] < until:
            connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def endless(url: str) -> None:
    """Run until killed."""
    with in_ledger("slow", {}, url):
        time.sleep(600)
