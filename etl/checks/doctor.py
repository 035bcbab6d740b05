"""`localpro doctor`: everything the product relies on, and a remedy for every problem."""

import stat
from collections.abc import Callable, Iterator

import psycopg
from pydantic import SecretStr

from etl.checks.database import check_database
from etl.checks.disk import check_disk
from etl.checks.findings import Finding
from etl.checks.guard import unchecked
from etl.checks.replicas import check_replicas
from etl.checks.roles import check_logins
from etl.cluster import environment, postmaster
from etl.cluster.environment import Role
from etl.cluster.home import Home
from etl.cluster.installation import EXTENSIONS, OLDEST_MAJOR, find, installations
from etl.db import connect
from etl.environment import Environment, load
from etl.errors import LocalProError, PooledError
from etl.settings import EtlSettings

START = "Run `localpro up`"

LONGEST, LONGEST_WAIT = "60s", "5s"
"""How long a check may take, and wait for what others lock."""


class DashboardUrls(Environment):
    """Where the dashboard asks: set for its side, and tried by the doctor alone here."""

    analytics_url: SecretStr | None = None
    reporting_url: SecretStr | None = None
    access_url: SecretStr | None = None

    def by_role(self) -> dict[Role, str]:
        """Return the addresses that are set."""
        urls = {
            Role.READER: self.analytics_url,
            Role.ADMIN: self.reporting_url,
            Role.DASHBOARD: self.access_url,
        }
        return {role: url.get_secret_value() for role, url in urls.items() if url}


def examine(place: Home, settings: EtlSettings) -> Iterator[Finding]:
    """Yield a finding on everything the product relies on, the machine first, then the database."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    if url is None or environment.is_of(place, url):
        yield from _check_machine(place)
    else:
        yield Finding("cluster", "not used, LOCALPRO_DATABASE_URL names another server")
    if url is None:
        yield Finding("database", "no URL is set", f"{START}, or set LOCALPRO_DATABASE_URL")
        return
    yield from _check_reachable(url, settings.timezone)
    urls = load(DashboardUrls).by_role()
    yield from check_logins(urls)
    yield from check_replicas(urls.get(Role.READER, ""))


def _check_machine(place: Home) -> Iterator[Finding]:
    """Yield the findings on the private cluster; one that cannot be looked at is a finding, too."""
    for subject, check in MACHINE:
        try:
            yield check(place)
        except (OSError, LocalProError, ValueError, KeyError) as error:
            yield unchecked(subject, error)


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


MACHINE: tuple[tuple[str, Callable[[Home], Finding]], ...] = (
    ("programs", check_programs),
    ("server", check_server),
    ("passwords", check_environment),
    ("server's disk", lambda place: check_disk("server's disk", place.data)),
)
"""Checks of the private cluster."""


def _check_reachable(url: str, timezone: str) -> Iterator[Finding]:
    try:
        with connect(url, application_name="localpro doctor") as connection:
            connection.execute("SELECT set_config('statement_timeout', %s, false)", (LONGEST,))
            connection.execute("SELECT set_config('lock_timeout', %s, false)", (LONGEST_WAIT,))
            connection.commit()
            yield Finding("database", f"{connection.info.dbname} as {connection.info.user}")
            connection.read_only = True
            yield from check_database(connection, timezone)
    except PooledError as error:
        yield Finding("database", str(error), "Set LOCALPRO_DATABASE_URL to the server's address")
    except psycopg.ProgrammingError:
        # what libpq says of it holds the password
        yield Finding("database", "LOCALPRO_DATABASE_URL is no address of a database", "Correct it")
    except (LocalProError, psycopg.Error) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        yield Finding("database", reason, _way_in(reason))


def _way_in(reason: str) -> str:
    if "too many" in reason or "connection slots" in reason:
        return "End what holds the connections: `SELECT * FROM pg_stat_activity`, as the superuser"
    return f"{START}, or correct LOCALPRO_DATABASE_URL"
