"""A file of a million rows and more, from the database to a disk, as a browser takes it.

Prints how fast `psql \\copy` of the same query is, how fast the server sends it as CSV, Parquet and
XLSX, and how much its memory grew; then what is left of files that are broken off in the middle.
`[SCALE]` is demo (300,000 rows) or year1 (6,000,000, 1.3 GB).
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

import psycopg

from dashboard.frame import tickets
from etl.cluster.installation import find
from etl.refresh.publish import publish
from queries import read
from queries.export.asked import Export
from queries.export.formats import Format
from queries.export.statements import as_lines, fields_of, source_of
from queries.export.workbook import MOST_ROWS
from queries.people import LOCAL
from queries.periods import Period
from queries.rows_behind import RowsOf
from tests import postgres
from tests.factories import make_category, make_provider
from tests.postgres import Database

ROWS = {"demo": 300_000, "year1": 6_000_000}
SECRET = "a secret of this benchmark, of 40 letters"
FIRST = date(2025, 1, 1)
PAYMENTS = RowsOf("payments", Period(FIRST, date(2025, 12, 31)))
SMALL = RowsOf("payments", Period(FIRST, FIRST))
READING = """
    SELECT pid FROM pg_stat_activity
    WHERE query LIKE 'COPY%' AND state = 'active' AND datname = current_database()
"""
FILL = """
    INSERT INTO rollup.payment_rows
    SELECT
        date '2025-01-01' + mod(number, 365), md5(number::text), 'paid',
        timestamptz '2025-01-01 12:00+05:30' + (mod(number, 365)) * interval '1 day',
        md5('b' || number),
        provider_id, 'INR', 'UPI', 'COMPLETED', mod(number, 5000) + 0.25, 10, 1.8, 400.5, 0
    FROM generate_series(1, %s) AS number
    CROSS JOIN (SELECT provider_id FROM rollup.provider_places LIMIT 1) AS provider
"""


def fill(database: Database, rows: int) -> None:
    """Make so many payments of one provider."""
    with database.connect() as connection:
        make_provider(connection, make_category(connection, name="Cooks"))
    publish(database.owner_url)
    with database.connect(autocommit=True) as connection:
        connection.execute(FILL, (rows,))
        connection.execute("VACUUM ANALYZE rollup.payment_rows")


def query() -> str:
    """Return the query of the file, as it is without any of what makes a file safe."""
    with read("reporting") as snapshot:
        source = source_of(PAYMENTS)
        statement = as_lines(fields_of(snapshot.connection, source, {}), source, raw=True)
        compiled = statement.compile(dialect=snapshot.connection.dialect)
        driver = snapshot.connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        return psycopg.ClientCursor(driver).mogrify(compiled.string, compiled.params)


def copied(database: Database, statement: str, file: Path) -> float:
    """Return how many seconds `psql` takes to copy the query to a file."""
    flat = " ".join(statement.split())
    command = [str(find().bin / "psql"), "-qXc", rf"\copy ({flat}) TO '{file}' (FORMAT csv)"]
    unhurried = os.environ | {"PGOPTIONS": "-c statement_timeout=0"}
    started = time.perf_counter()
    subprocess.run([*command, database.admin_url], env=unhurried, check=True)
    return time.perf_counter() - started


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Give the process and the port of a running dashboard."""
    command = [sys.executable, "-m", "etl.cli", "dashboard"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.pid, int(process.stdout.readline().split()[1].rsplit(":", 1)[1])
        finally:
            process.terminate()


def resident(process: int) -> float:
    """Return the memory of a process, in MB, at its highest."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


@contextmanager
def answered(port: int, asked: RowsOf, format: Format) -> Iterator[HTTPResponse]:
    """Give the answer to a link that is made for it."""
    with read("reporting") as snapshot:
        identity = str(snapshot.identity)
    link = tickets.mint(LOCAL, Export(asked, "payments"), format, identity).file
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", link)
        yield connection.getresponse()


def fetched(
    port: int, format: Format, file: Path, asked: RowsOf = PAYMENTS
) -> tuple[float, float, int]:
    """Return how many seconds the file takes to its first byte, in all, and its bytes."""
    started = time.perf_counter()
    with answered(port, asked, format) as answer, file.open("wb") as written:
        first = time.perf_counter() - started
        assert answer.status == 200, answer.read()
        copyfileobj(answer, written, 1 << 20)
    return first, time.perf_counter() - started, file.stat().st_size


def whole(database: Database, rows: int, folder: Path) -> None:
    """Print the speed of whole files, and what they cost the server."""
    statement, file = query(), folder / "payments"
    with serving() as (process, port):
        fetched(port, Format.CSV, file, SMALL)  # everything is loaded
        before = resident(process)
        alone = min(copied(database, statement, file) for _ in range(2))
        seconds, size = min(fetched(port, Format.CSV, file)[1:] for _ in range(2))
        print(f"{rows:,} rows, {size / 1e6:,.0f} MB of CSV")
        print(f"psql \\copy       {alone:6.1f} s  {size / 1e6 / alone:6.1f} MB/s")
        print(f"to a browser     {seconds:6.1f} s  {size / 1e6 / seconds:6.1f} MB/s")
        print(f"ratio            {alone / seconds:6.2f}  (at least 0.8)")
        print(f"server grew by   {resident(process) - before:6.1f} MB  (at most 64)")
    for format, asked in ((Format.PARQUET, PAYMENTS), (Format.XLSX, sheet(rows))):
        with serving() as (process, port):
            fetched(port, Format.CSV, file, SMALL)
            before = resident(process)
            first, seconds, size = fetched(port, format, file, asked)
            print(f"as {format:14}{seconds:6.1f} s  {size / 1e6:6.1f} MB, first byte {first:.1f} s")
            print(f"server grew by   {resident(process) - before:6.1f} MB")


def sheet(rows: int) -> RowsOf:
    """Return as many whole days as a sheet holds."""
    days = min(365, (MOST_ROWS - 1) * 365 // rows - 1)
    return replace(PAYMENTS, days=Period(FIRST, FIRST + timedelta(days=days - 1)))


def broken_off(database: Database) -> None:
    """Print how soon the database reads no more for files that end in the middle."""
    for what, end in {"client gone": None, "cancelled": cancel, "server killed": kill}.items():
        with serving() as (process, port):
            with answered(port, PAYMENTS, Format.CSV) as answer:
                assert len(answer.read(1 << 20)) == 1 << 20
                assert reading(database)
                if end is not None:
                    end(database, process)
                    is_whole = ends_well(answer)
                    print(f"{what}: the file {'is whole' if is_whole else 'breaks off'}", end=", ")
                else:
                    print(what, end=", ")
            started = time.perf_counter()
            while reading(database):
                time.sleep(0.05)
            print(f"nothing reads for it {time.perf_counter() - started:.2f} s later")


def ends_well(answer: HTTPResponse) -> bool:
    """Return whether the rest of an answer looks as if it were all."""
    try:
        while answer.read(1 << 20):
            pass
    except (IncompleteRead, ConnectionError):
        return False
    return True


def reading(database: Database) -> int:
    """Return how many processes of PostgreSQL read for files, helpers among them."""
    with database.connect() as connection:
        return len(connection.execute(READING).fetchall())


def cancel(database: Database, _: int) -> None:
    """Stop the query, as an operator may."""
    with database.connect() as connection:
        for process in connection.execute(READING).fetchall():
            connection.execute("SELECT pg_cancel_backend(%s)", process)


def kill(_: Database, process: int) -> None:
    """Take the server away."""
    os.kill(process, signal.SIGKILL)


def main() -> None:
    """Measure on a database of its own."""
    rows = ROWS[sys.argv[1] if len(sys.argv) > 1 else "demo"]
    cluster = postgres.start()
    database = cluster.migrated()
    os.environ |= {
        "LOCALPRO_DATABASE_URL": database.owner_url,
        "LOCALPRO_ANALYTICS_URL": database.reader_url,
        "LOCALPRO_REPORTING_URL": database.admin_url,
        "LOCALPRO_ACCESS_URL": database.access_url,
        "LOCALPRO_COOKIE_SECRET": SECRET,
    }
    try:
        fill(database, rows)
        with TemporaryDirectory() as folder:
            whole(database, rows, Path(folder))
        broken_off(database)
    finally:
        cluster.drop(database)


if __name__ == "__main__":
    with postgres.in_use():
        main()
