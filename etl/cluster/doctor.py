"""`localpro doctor`: everything the product relies on, and a remedy for every problem."""

import stat
from collections.abc import Iterator

import psycopg

from etl.cluster import environment, postmaster
from etl.cluster.database_checks import check_database
from etl.cluster.environment import Role
from etl.cluster.findings import Finding
from etl.cluster.home import Home
from etl.cluster.installation import EXTENSIONS, OLDEST_MAJOR, find, installations
from etl.db import connect
from etl.errors import LocalProError, PooledError
from etl.settings import EtlSettings

START = "Run `localpro up`"


def examine(place: Home, settings: EtlSettings) -> Iterator[Finding]:
    """Yield a finding on everything the product relies on, the machine first, then the database."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    if url is None or _is_private(url, place):
        yield check_programs(place)
        yield check_server(place)
        yield check_environment(place)
    else:
        yield Finding("cluster", "not used, LOCALPRO_DATABASE_URL names another server")
    if url is None:
        yield Finding("database", "no URL is set", f"{START}, or set LOCALPRO_DATABASE_URL")
        return
    yield from _check_reachable(url, settings.timezone)


def check_programs(place: Home) -> Finding:
    """Find a PostgreSQL with every extension, of the version that made the data."""
    if found := find(place.major):
        return Finding("programs", f"PostgreSQL {found.major} in {found.bin}")
    lacking = [
        f"PostgreSQL {i.major} lacks {', '.join(i.missing_extensions)}" for i in installations()
    ]
    wanted = place.major or f"{OLDEST_MAJOR} or later"
    state = "; ".join(lacking) or f"no PostgreSQL {wanted} with {', '.join(EXTENSIONS)}"
    return Finding("programs", state, f"{START}, which installs it")


def check_server(place: Home) -> Finding:
    """Tell whether the server runs, and on the port that the settings name."""
    running = postmaster.running(place)
    if running is None:
        return Finding("server", f"not running on {place.data}", START)
    known = environment.read(place)
    if known is None or known.port != running.port:
        told = known.port if known else "no port"
        state = f"listens on port {running.port}, but {place.environment} names {told}"
        return Finding("server", state, f"{START}, which writes the file anew")
    return Finding("server", f"process {running.pid} on 127.0.0.1:{running.port}")


def check_environment(place: Home) -> Finding:
    """Tell whether the file with the passwords is there and closed to others."""
    file = place.environment
    if not file.exists():
        return Finding("passwords", f"{file} is missing", f"{START}, which makes new ones")
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return Finding(
            "passwords", f"{file} has mode {mode:o}, others can read it", f"Run `chmod 600 {file}`"
        )
    return Finding("passwords", f"{file}, mode {mode:o}")


def _is_private(url: str, place: Home) -> bool:
    known = environment.read(place)
    return known is not None and known.url(Role.OWNER) == url


def _check_reachable(url: str, timezone: str) -> Iterator[Finding]:
    try:
        with connect(url, application_name="localpro doctor") as connection:
            yield Finding("database", f"{connection.info.dbname} as {connection.info.user}")
            connection.read_only = True
            yield from check_database(connection, timezone)
    except PooledError as error:
        yield Finding("database", str(error), "Set LOCALPRO_DATABASE_URL to the server's address")
    except (LocalProError, psycopg.OperationalError) as error:
        reason = str(error).strip().splitlines()[0]
        yield Finding("database", reason, f"{START}, or correct LOCALPRO_DATABASE_URL")
