"""A file of a million rows and more, from the database to a browser.

Prints how fast `psql \\copy` of the same query is, how fast the server sends it as CSV and as
Parquet, and how much its memory grew. `[SCALE]` is demo (300,000 rows) or year1 (6,000,000, about
1 GB).
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

import psycopg

from dashboard.frame import tickets
from etl.cluster.installation import find
from etl.refresh.publish import publish
from queries import read
from queries.export.asked import Export
from queries.export.formats import Format
from queries.export.statements import as_lines, fields_of, source_of
from queries.people import LOCAL
from queries.periods import Period
from queries.rows_behind import RowsOf
from tests import postgres
from tests.factories import make_category, make_provider
from tests.postgres import Database

ROWS = {"demo": 300_000, "year1": 6_000_000}
SECRET = "a secret of this benchmark, of 40 letters"
PAYMENTS = RowsOf("payments", Period(date(2025, 1, 1), date(2025, 12, 31)))
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


def copied(database: Database, statement: str) -> float:
    """Return how many seconds `psql` takes to copy the query to nowhere."""
    flat = " ".join(statement.split())
    command = [str(find().bin / "psql"), "-qXc", rf"\copy ({flat}) TO '/dev/null' (FORMAT csv)"]
    started = time.perf_counter()
    subprocess.run([*command, database.admin_url], check=True)
    return time.perf_counter() - started


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Give the process and the port of a running dashboard."""
    command = [sys.executable, "-m", "etl.cli", "dashboard"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.pid, int(process.stdout.readline().split()[1].rsplit(":", 1)[1])
        process.terminate()


def resident(process: int) -> float:
    """Return the memory of a process, in MB, at its highest."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def fetched(port: int, format: Format) -> tuple[float, int]:
    """Return how many seconds the file takes, and its bytes."""
    with read("reporting") as snapshot:
        identity = str(snapshot.identity)
    link = tickets.mint(LOCAL, Export(PAYMENTS, "payments"), format, identity).file
    started, size = time.perf_counter(), 0
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", link)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        while block := answer.read(1 << 20):
            size += len(block)
    return time.perf_counter() - started, size


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
        statement = query()
        with serving() as (process, port):
            fetched(port, Format.CSV)  # everything is loaded
            before = resident(process)
            alone = min(copied(database, statement) for _ in range(2))
            seconds, size = min(fetched(port, Format.CSV) for _ in range(2))
            grown = resident(process) - before
            print(f"{rows:,} rows, {size / 1e6:,.0f} MB of CSV")
            print(f"psql \\copy       {alone:6.1f} s  {size / 1e6 / alone:6.1f} MB/s")
            print(f"to a browser     {seconds:6.1f} s  {size / 1e6 / seconds:6.1f} MB/s")
            print(f"ratio            {alone / seconds:6.2f}  (at least 0.8)")
            print(f"server grew by   {grown:6.1f} MB  (at most 64)")
            seconds, size = fetched(port, Format.PARQUET)
            print(f"as Parquet       {seconds:6.1f} s  {size / 1e6:6.1f} MB")
            print(f"server grew by   {resident(process) - before:6.1f} MB, with it")
    finally:
        cluster.drop(database)


if __name__ == "__main__":
    with postgres.in_use():
        main()
