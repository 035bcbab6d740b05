"""What would be installed on machines we are not on."""

import sys

import pytest

from etl.cluster.packages import Machine, Plan, plan, require_installer
from etl.errors import ClusterError

DEBIAN_12 = frozenset({"postgresql-15", "postgresql-15-postgis-3", "postgresql-15-hll"})
DEBIAN_13 = frozenset(
    {"postgresql-17", "postgresql-17-postgis-3", "postgresql-17-hll", "postgresql-17-pgvector"}
)
INSTALL = f"{sys.executable} -m etl.cluster.install"
UBUNTU_22 = frozenset({"postgresql-14", "postgresql-14-postgis-3", "postgresql-client-14"})


def test_pgvector_is_built_where_the_distribution_lacks_it() -> None:
    packages = (
        "postgresql-15",
        "postgresql-15-postgis-3",
        "postgresql-15-hll",
        "postgresql-server-dev-15",
        "build-essential",
    )
    assert plan(DEBIAN_12) == Plan(15, packages, builds_pgvector=True)


def test_pgvector_is_a_package_where_the_distribution_has_it() -> None:
    assert plan(DEBIAN_13).packages[-1] == "postgresql-17-pgvector"
    assert not plan(DEBIAN_13).builds_pgvector


def test_the_newest_version_is_taken_unless_one_is_there() -> None:
    both = DEBIAN_12 | DEBIAN_13
    assert plan(both).major == 17
    assert plan(both, major=15).packages[0] == "postgresql-15"


def test_a_distribution_without_a_new_enough_server_is_told() -> None:
    with pytest.raises(ClusterError, match="no PostgreSQL 15 or later"):
        plan(UBUNTU_22)


@pytest.mark.parametrize(
    ("has_sudo_program", "line"),
    [(True, f"sudo {INSTALL}"), (False, f"su -c '{INSTALL}'")],
)
def test_without_root_and_sudo_the_line_to_run_is_told(has_sudo_program: bool, line: str) -> None:
    machine = Machine(
        has_apt=True, is_root=False, has_sudo=False, has_sudo_program=has_sudo_program
    )
    with pytest.raises(ClusterError) as refused:
        require_installer(machine)
    assert str(refused.value).endswith(f"Run: {line}")


def test_without_apt_the_needed_programs_are_told() -> None:
    machine = Machine(has_apt=False, is_root=True, has_sudo=True, has_sudo_program=True)
    with pytest.raises(ClusterError, match="PostGIS, pgvector and hll"):
        require_installer(machine)


@pytest.mark.parametrize(("is_root", "words"), [(True, ()), (False, ("sudo", "-n"))])
def test_sudo_is_for_those_who_are_not_root(is_root: bool, words: tuple[str, ...]) -> None:
    machine = Machine(has_apt=True, is_root=is_root, has_sudo=True, has_sudo_program=True)
    require_installer(machine)
    assert machine.privileged == words
