"""The cluster's life: up, down, and where it can be reached."""

from dataclasses import replace

from etl.cluster import bootstrap, environment, home, postmaster, server, standbys
from etl.cluster.environment import Addresses
from etl.cluster.home import Home
from etl.cluster.install import ensure_installed
from etl.cluster.postmaster import Postmaster
from etl.errors import ClusterError


def up(place: Home, *, durable: bool = True, replicas: int | None = None) -> Addresses:
    """Return the addresses of the running cluster: installed, created and started as needed.

    So many `replicas` follow it, by default those that there are.
    `durable=False` trades safety after a crash for speed: for tests only.
    Raises ClusterError that says what is in the way.
    """
    with home.locked(place):
        installation = ensure_installed(place.major)
        user = home.server_user(place)
        home.make(place, user)
        server.create(place, installation, user, durable=durable)
        running = server.start(place, installation, user, durable=durable)
        bootstrap.bootstrap(running)
        primary = standbys.Primary(place, running, installation, user, durable)
        return _addresses(place, running, standbys.keep(primary, replicas))


def serve(place: Home, running: Postmaster) -> Addresses:
    """Let the roles of the product into a server that runs, and return how they reach it."""
    bootstrap.bootstrap(running)
    return _addresses(place, running)


def down(place: Home) -> bool:
    """Stop the cluster, its standbys first; return False when it was not running."""
    with home.locked(place):
        if place.major is None:
            return False
        installation, user = ensure_installed(place.major), home.server_user(place)
        for standby in standbys.homes(place):
            server.stop(standby, installation, user)
        return server.stop(place, installation, user)


def addresses(place: Home) -> Addresses:
    """Return how to reach the running cluster, or raise ClusterError when it is not running."""
    found = environment.read(place)
    if found is None or postmaster.running(place) is None:
        raise ClusterError(f"no cluster is running in {place.var}: start it with `localpro up`")
    return found


def _addresses(place: Home, running: Postmaster, replicas: tuple[int, ...] = ()) -> Addresses:
    """Return addresses that work: those of the file at today's port, else made anew.

    Passwords that are known stay; roles without one get theirs.
    """
    known = environment.read(place)
    if known and known.port == running.port and bootstrap.lets_in(known):
        found = replace(known, replicas=replicas)
    else:
        passwords = environment.new_passwords() | environment.known_passwords(place)
        found = Addresses(running.port, passwords, replicas)
        bootstrap.set_passwords(running, found)
    if found == known:
        return known
    environment.write(place, found)
    return found
