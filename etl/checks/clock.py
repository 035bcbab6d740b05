"""Whether the clocks agree: the server's, this machine's, and that of all that happened."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg

from etl.checks.findings import Finding
from etl.clock import find_leap

APART = timedelta(minutes=1)
"""How far the clocks may be apart."""

SET = "Set the clocks by NTP (`timedatectl set-ntp true`)"


def check_clock(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell whether the server's clock agrees with this machine's, and has not leapt."""
    row = connection.execute(
        "SELECT clock_timestamp(), (SELECT max(started_at) FROM etl.runs)"
    ).fetchone()
    assert row is not None
    of_server, last_run = row
    apart = of_server - datetime.now(UTC)
    if abs(apart) > APART:
        seconds = apart / timedelta(seconds=1)
        yield Finding("clock", f"the server's is {seconds:+,.0f} s from this machine's", SET)
    elif leap := find_leap(connection):
        remedy = f"{SET}; if they are right, run `localpro partitions --trust-clock` once"
        yield Finding("clock", f"may be ahead: {leap}", remedy)
    elif last_run and last_run > of_server + APART:
        state = f"it is {of_server:%Y-%m-%d %H:%M %Z}; it was ahead once, to {last_run:%Y-%m-%d}"
        yield Finding("clock", state)
    else:
        yield Finding("clock", f"{of_server:%Y-%m-%d %H:%M %Z}, as on this machine")
