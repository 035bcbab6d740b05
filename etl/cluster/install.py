"""Making sure that this machine has PostgreSQL: also `python -m etl.cluster.install`."""

import logging
import sys

from etl.cluster import packages, pgvector_source
from etl.cluster.installation import Installation, find, installations
from etl.errors import ClusterError

log = logging.getLogger(__name__)


def ensure_installed(major: int | None = None) -> Installation:
    """Return a complete PostgreSQL installation (of `major` if given), installing what is missing.

    Raises ClusterError, with the line to run, where this user cannot install packages.
    """
    if installation := find(major):
        return installation
    _install(major or _incomplete_major())
    installation = find(major)
    if installation is None:
        raise ClusterError("the packages are installed, yet no complete PostgreSQL is found")
    return installation


def _install(major: int | None) -> None:
    machine = packages.this_machine()
    packages.require_installer(machine)
    log.info("Looking for PostgreSQL, PostGIS, pgvector and hll among this machine's packages")
    packages.refresh_lists(machine)
    plan = packages.plan(packages.offered(), major)
    log.info("Installing %s", " ".join(plan.packages))
    packages.install(plan.packages, machine)
    if plan.builds_pgvector:
        log.info("Building pgvector for PostgreSQL %s from its source package", plan.major)
        pgvector_source.build(plan.major, machine)


def _incomplete_major() -> int | None:
    """Return the version that is there but lacks extensions: complete it, do not add another."""
    return next((installation.major for installation in installations()), None)


def main() -> None:
    """Install what is missing; an expected error is one line on stderr and exit status 1."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    try:
        log.info("PostgreSQL is ready: %s", ensure_installed().bin)
    except ClusterError as error:
        sys.exit(f"localpro: {error}")


if __name__ == "__main__":
    main()
