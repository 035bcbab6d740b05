"""A view is gathered once for each data version, role, filters and choices; and showing it changes
nothing in it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from pandas import DataFrame, Series

from dashboard.frame import kept
from dashboard.parts.gathering import Failed
from dashboard.screens import SCREENS
from dashboard.screens.screen import Screen
from queries import Source
from queries.errors import QueryError, QueryTimeout
from queries.filters import Compare, Filters
from queries.people import Role
from tests.dashboard.app import BARS, open_tab, run, tabs
from tests.dashboard.fake import Fake
from tests.dashboard.made import Made, seen, version

FEBRUARY = Filters(date(2025, 2, 1), date(2025, 2, 28))
KEPT = [name for name, screen in SCREENS.items() if not screen.is_live]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept.views.clear()
    yield
    kept.views.clear()


def kept_view(screen: Screen[Any, Any], source: Source, filters: Filters) -> Any:
    """Return the view as the frame gets it."""
    return kept.view(screen, source, filters, screen.choose(filters))


def view(screen: str, source: Made, filters: Filters = FEBRUARY) -> Any:
    """Return the view that is kept, as a script gets it."""
    found: list[object] = []
    run(lambda: found.append(kept_view(SCREENS[screen], seen(source), filters)), id="provider_0")
    return found[-1]


@pytest.mark.parametrize("screen", KEPT)
def test_a_view_is_gathered_once(screen: str) -> None:
    first, again = version(), version()
    one = view(screen, first)
    assert first.fake.asked
    assert view(screen, again) is one
    assert not again.fake.asked
    assert kept.size(one) > kept.SMALLEST


@pytest.mark.parametrize(
    ("source", "filters"),
    [
        (version(2), FEBRUARY),
        (version(identity=uuid4()), FEBRUARY),
        (version(role="reporting"), FEBRUARY),
        (version(), replace(FEBRUARY, district="Agra")),
        (version(), replace(FEBRUARY, compare=Compare.NONE)),
        (version(), replace(FEBRUARY, end=date(2025, 2, 27))),
    ],
)
def test_another_version_role_or_filter_is_another_view(source: Made, filters: Filters) -> None:
    view("revenue", version())
    view("revenue", source, filters)
    assert source.fake.asked


def test_a_new_version_drops_the_views_of_older_ones() -> None:
    for number in (1, 2):
        view("revenue", version(number))
        view("bookings", version(number))
    assert {key.version for key in kept.views} == {2}


def test_what_failed_is_asked_again() -> None:
    failing: dict[str, QueryError] = {"gross_amount by method": QueryTimeout("too long")}
    source = replace(version(), fake=Fake(failing=failing))

    def page() -> None:
        SCREENS["revenue"].show(kept_view(SCREENS["revenue"], seen(source), FEBRUARY))

    app = run(page)
    open_tab(app, "revenue", "By method")
    assert len(app.error) == 1
    failing.clear()
    assert not app.run().error


def frames(part: object) -> list[Any]:
    return [each for each in kept._parts(part) if isinstance(each, DataFrame | Series)]


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_showing_a_view_changes_nothing_in_it(name: str) -> None:
    drawn: list[Any] = []

    def page(screen: Screen[Any, Any], source: Made) -> None:
        gathered = kept_view(screen, seen(source), FEBRUARY)
        before = [frame.copy(deep=True) for frame in frames(gathered)]
        screen.show(gathered)
        drawn.append(len(before))
        for was, frame in zip(before, frames(gathered), strict=True):
            assert frame.equals(was)

    app = run(page, SCREENS[name], version(), id="provider_0")
    for _ in tabs(app, name):
        assert drawn.pop()


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_a_screen_that_is_kept_asks_for_nothing_that_changes(name: str) -> None:
    source = version()
    for tab in BARS[name].options:
        screen = SCREENS[name]
        screen.gather(source, FEBRUARY, replace(screen.choose(FEBRUARY), tab=tab))
    assert not {*source.fake.asked} & {"data_jobs", "data_runs"}


def test_who_may_see_less_has_a_view_of_their_own() -> None:
    business, admin = version(), version()
    for source, role in ((admin, Role.ADMIN), (business, Role.BUSINESS)):
        run(lambda it=source, role=role: kept_view(SCREENS["providers"], seen(it, role), FEBRUARY))
    assert {key.role for key in kept.views} == {"analytics admin", "analytics business"}
    refused, told = (
        next(kept.views[key] for key in kept.views if key.role.endswith(role))
        for role in ("business", "admin")
    )
    assert isinstance(refused.listed, Failed)
    assert not isinstance(told.listed, Failed)
