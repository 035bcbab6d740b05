"""A private cluster of these tests' own, apart from the one that the other tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.cluster import home, lifecycle
from etl.cluster.home import Home


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home whose cluster the tests of a module create, start, stop and hurt."""
    yield from _home(tmp_path_factory.mktemp("cluster") / "var")


@pytest.fixture
def new_place(tmp_path: Path) -> Iterator[Home]:
    """A home where nothing is yet."""
    yield from _home(tmp_path / "var")


def _home(var: Path) -> Iterator[Home]:
    place = home.at(var)
    yield place
    lifecycle.down(place)
    shutil.rmtree(place.folder.resolve(), ignore_errors=True)
