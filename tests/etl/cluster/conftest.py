"""A private cluster of these tests' own, apart from the one that the other tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.cluster.home import Home
from tests import postgres


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home whose cluster the tests of a module create, start, stop and hurt."""
    with postgres.own_place(tmp_path_factory.mktemp("cluster") / "var") as place:
        yield place


@pytest.fixture
def new_place(tmp_path: Path) -> Iterator[Home]:
    """A home where nothing is yet."""
    with postgres.own_place(tmp_path / "var") as place:
        yield place
