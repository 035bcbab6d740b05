"""The servers that the settings name, each by one name on every way to it."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from queries.errors import Unavailable
from queries.settings import QuerySettings, settings

Workload = Literal["analytics", "reporting"]
"""`analytics`: search and analytics, as the reader; `reporting`: as the admin reader."""

WORKLOADS: tuple[Workload, ...] = ("analytics", "reporting")

SERVES: dict[str, str] = {
    "analytics": "search and analytics",
    "reporting": "admin and reporting",
}
"""What people call workloads."""

PRIMARY = "primary"


@dataclass(frozen=True)
class Endpoint:
    """One server, as one role reaches it."""

    name: str
    address: str
    """Host and port, as the setting has them."""

    url: str = field(repr=False)

    @property
    def is_primary(self) -> bool:
        """Whether it is the one that is written to, by its place: the last."""
        return self.name == PRIMARY


def endpoints(workload: Workload) -> tuple[Endpoint, ...]:
    """Return the servers of a workload, in the order in which they are to be asked.

    Raises Unavailable when no URL is set.
    """
    values = settings()
    url = urlsplit(_url(workload, values))
    names = _names(_addresses(urlsplit(_url("analytics", values))))
    *replicas, primary = _addresses(url)
    known = [(names.get(each) or f"replica {each}", each) for each in replicas]
    return tuple(
        Endpoint(name, address, _only(url, address))
        for name, address in (*known, (PRIMARY, primary))
    )


def database_of(workload: Workload) -> str:
    """Return what tells the database of a workload from others, without what is secret."""
    url = urlsplit(_url(workload, settings()))
    said = f"{','.join(_addresses(url))}{url.path}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _url(workload: Workload, values: QuerySettings) -> str:
    wanted = values.reporting_url if workload == "reporting" else values.analytics_url
    url = wanted or values.analytics_url
    if url is None:
        raise Unavailable(
            "no database to read: start the private one with `localpro up`,"
            " or set LOCALPRO_ANALYTICS_URL"
        )
    return url.get_secret_value()


def _addresses(url: SplitResult) -> list[str]:
    return url.netloc.rpartition("@")[2].split(",")


def _names(addresses: list[str]) -> dict[str, str]:
    """Return what the replicas are called: by their places in the first address."""
    return {each: f"replica {number}" for number, each in enumerate(addresses[:-1], 1)}


def _only(url: SplitResult, address: str) -> str:
    """Return the URL with one of its servers alone."""
    login, at, _ = url.netloc.rpartition("@")
    return url._replace(netloc=f"{login}{at}{address}").geturl()
