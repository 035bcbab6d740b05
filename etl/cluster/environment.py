"""`var/cluster.env`: the cluster's URLs, with their passwords, readable by its user only."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from etl.cluster.home import Home
from etl.errors import ClusterError

DATABASE = "localpro"


class Role(StrEnum):
    """A role of the product, by the name the command line gives it."""

    OWNER = "owner"
    READER = "reader"
    ADMIN = "admin"
    DASHBOARD = "dashboard"

    @property
    def login(self) -> str:
        """Its name in PostgreSQL."""
        return f"localpro_{'admin_reader' if self is Role.ADMIN else self.value}"

    @property
    def variable(self) -> str:
        """The setting that holds its URL."""
        return _VARIABLES[self]


_VARIABLES = {
    Role.OWNER: "LOCALPRO_DATABASE_URL",
    Role.READER: "LOCALPRO_ANALYTICS_URL",
    Role.ADMIN: "LOCALPRO_REPORTING_URL",
    Role.DASHBOARD: "LOCALPRO_ACCESS_URL",
}


Parts = dict[Role, dict[str, Any]]


@dataclass(frozen=True)
class Addresses:
    """How the roles reach the server, and the standbys that follow it."""

    port: int
    passwords: dict[Role, str] = field(repr=False)
    replicas: tuple[int, ...] = ()
    """Ports of the standbys, replica 1 first."""

    def url(self, role: Role, database: str = DATABASE) -> str:
        """Return the URL of `role`, with its password: of who reads, every server in its order."""
        return self._url(role, self._ports(role), database)

    def url_at(self, role: Role, replica: int = 0, database: str = DATABASE) -> str:
        """Return the URL of `role` at one server: the primary, or a replica by its number.

        Raises ClusterError where there is no such replica.
        """
        if replica > len(self.replicas):
            raise ClusterError(f"there is no replica {replica}: run `localpro up --replicas N`")
        return self._url(role, ((self.port, *self.replicas)[replica],), database)

    def _ports(self, role: Role) -> tuple[int, ...]:
        """Return where a role reads: replica 1 first, the admin's reports replica 2; the primary
        last."""
        first = {Role.READER: 0, Role.ADMIN: 1}.get(role)
        if first is None:
            return (self.port,)
        return (*self.replicas[first:], *self.replicas[:first], self.port)

    def _url(self, role: Role, ports: Sequence[int], database: str) -> str:
        login = f"{role.login}:{self.passwords[role]}"
        hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
        return f"postgresql://{login}@{hosts}/{database}"


def new_passwords() -> dict[Role, str]:
    """Return a fresh random password for every role; safe in a URL as it is."""
    return {role: secrets.token_urlsafe(24) for role in Role}


def read(home: Home) -> Addresses | None:
    """Return what the file says, or None when there is none or it is not whole."""
    parts = _parts(home)
    if parts.keys() != set(Role):
        return None
    *replicas, _ = str(parts[Role.READER]["port"]).split(",")
    port = int(str(parts[Role.OWNER]["port"]))
    return Addresses(port, _passwords(parts), tuple(map(int, replicas)))


def is_of(home: Home, url: str) -> bool:
    """Return whether the URL is the owner's of the home's cluster."""
    try:
        known = read(home)
    except (OSError, ValueError, KeyError):
        return False
    return known is not None and known.url(Role.OWNER) == url


def known_passwords(home: Home) -> dict[Role, str]:
    """Return the passwords that the file has: of a release with fewer roles, not all."""
    return _passwords(_parts(home))


def _passwords(parts: Parts) -> dict[Role, str]:
    return {role: str(part["password"]) for role, part in parts.items()}


def _parts(home: Home) -> Parts:
    if not home.environment.exists():
        return {}
    lines = dict(
        line.split("=", 1) for line in home.environment.read_text().splitlines() if "=" in line
    )
    return {role: conninfo_to_dict(lines[role.variable]) for role in Role if role.variable in lines}


def write(home: Home, addresses: Addresses) -> None:
    """Replace the file in one step, so that no reader sees half of it; mode 0600."""
    text = "".join(f"{role.variable}={addresses.url(role)}\n" for role in Role)
    unfinished = home.environment.with_suffix(".env.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    owner = home.var.stat()
    with os.fdopen(descriptor, "w") as file:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)  # root may act for the checkout's owner
        file.write(text)
    unfinished.replace(home.environment)
