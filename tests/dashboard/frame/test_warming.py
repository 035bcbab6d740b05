"""After a publication the usual views are read ahead, once, and whatever fails is left alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest

from dashboard.frame import kept, warming
from dashboard.frame.shell import opened
from dashboard.frame.warming import Warmer
from dashboard.screens import SCREENS
from queries import Snapshot
from queries.errors import QueryTimeout, Unavailable
from queries.snapshot import Accepts
from tests.dashboard.app import run
from tests.dashboard.fake import OF_THE_FRAME, Fake
from tests.dashboard.made import Made, seen, version

KEPT = {name for name, screen in SCREENS.items() if not screen.is_live}


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept.views.clear()
    yield
    kept.views.clear()


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> list[Made]:
    """The versions that are published, the newest last; without any, no server answers."""
    published: list[Made] = []

    @contextmanager
    def read(_: str, accepts: Accepts) -> Iterator[Snapshot]:
        if not published:
            raise Unavailable("no server answers")
        assert accepts(published[-1])
        yield published[-1]

    monkeypatch.setattr(warming, "read", read)
    return published


@pytest.mark.slow
def test_who_opens_a_screen_finds_what_was_read_ahead(versions: list[Made]) -> None:
    versions.append(version())
    Warmer(rest=0).look()
    assert {key.query for key in kept.views} == KEPT
    for name in sorted(KEPT):
        later = version()
        run(lambda name=name, later=later: opened(SCREENS[name], seen(later)))
        assert {*later.fake.asked} <= OF_THE_FRAME, name


@pytest.mark.slow
def test_a_version_is_read_ahead_once_and_a_new_one_again(versions: list[Made]) -> None:
    warmer = Warmer(rest=0)
    warmer.look()
    versions.append(version())
    warmer.look()
    asked = len(versions[-1].fake.asked)
    warmer.look()
    assert len(versions[-1].fake.asked) == asked > 0
    versions.append(version(2))
    warmer.look()
    assert {key.version for key in kept.views} == {2}


@pytest.mark.slow
def test_what_takes_too_long_is_left_to_who_asks(versions: list[Made]) -> None:
    late = {"gross_amount": QueryTimeout("too long"), "available_days": QueryTimeout("too long")}
    versions.append(replace(version(), fake=Fake(failing={"gross_amount": late["gross_amount"]})))
    Warmer(rest=0).look()
    assert {key.query for key in kept.views} < KEPT
    versions.append(replace(version(2), fake=Fake(failing=late)))
    Warmer(rest=0).look()


def test_it_ends_when_it_is_told_to(versions: list[Made]) -> None:
    warmer = Warmer()
    thread = Thread(target=warmer.run)
    thread.start()
    warmer.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert versions == []
