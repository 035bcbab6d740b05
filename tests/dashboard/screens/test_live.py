"""The Live screen: this moment in a sentence, renewed for whoever may look then."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import shell, sign_in
from dashboard.parts import alone, renewed
from dashboard.screens import SCREENS
from dashboard.screens.live.show import EVERY, QUESTION
from queries import Snapshot
from queries.cache import RECENT
from queries.errors import QueryTimeout, Unavailable
from queries.filters import Compare, Filters
from queries.frames import to_frame
from queries.people import LOCAL, Person, Role
from tests.dashboard.app import run, screen
from tests.dashboard.fake import Fake
from tests.dashboard.fake_values import AS_OF, LAST_DAY

Part = Callable[[], None]

TODAY = Filters(LAST_DAY, LAST_DAY, Compare.NONE)


def shown(source: Fake) -> AppTest:
    return screen("live", source, TODAY)


def said(app: AppTest) -> str:
    return str(app.markdown[0].value)


def test_a_moment_in_a_sentence() -> None:
    """120, 60, 40 and 30 bookings are open; of two categories 120 and 60 providers could come."""
    app = shown(Fake(2))
    assert app.title[0].value == QUESTION
    assert said(app) == (
        "**250 bookings** are open and **180 providers** could come, as of **12:00:00**."
    )
    assert [figure.label for figure in app.metric] == [
        *("Open bookings", "Available now", "On a job", "Requests, 30 minutes"),
        "Searches, 30 minutes",
    ]
    assert [figure.value for figure in app.metric][:3] == ["250", "180", "180"]


def test_a_moment_in_which_nothing_happens() -> None:
    app = shown(Fake(0))
    assert said(app).startswith("**0 bookings** are open and **0 providers** could come")
    assert [info.value for info in app.info] == [
        "No booking is open.",
        "Nobody searched for anything.",
        "There is no approved, active provider.",
    ]


def test_a_status_that_was_added_is_called_as_it_is() -> None:
    view = SCREENS["live"].view(Fake(), TODAY)
    statuses = to_frame(["status", "bookings"], [("CONFIRMED", 60), ("<b>ON_HOLD</b>", 30)])
    added = replace(view, now=replace(view.now, bookings=statuses))
    (chart, _) = run(SCREENS["live"].show, added).get("plotly_chart")
    assert chart.proto.alt == "Open bookings: Agreed 60, <b>ON_HOLD</b> 30."


def test_it_is_longer_shown_than_kept() -> None:
    """Else a viewer alone would see each moment twice."""
    assert RECENT < EVERY


def test_each_time_it_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    views, drawn = ["second", None, "third"], list[object]()

    def fragment(run_every: float) -> Callable[[Part], Part]:
        """Run a part again and again, as Streamlit does after its page."""
        assert run_every == EVERY

        def again(part: Part) -> Part:
            def run_again() -> None:
                for _ in range(4):
                    part()

            return run_again

        return again

    def page() -> None:
        with renewed.renewed_by(lambda: views.pop(0)):
            renewed.show("first", drawn.append, EVERY)

    monkeypatch.setattr(alone.st, "fragment", fragment)
    run(page)
    assert drawn == ["first", "second", "third"]  # None: why there is none was said


def test_who_may_look_is_asked_each_time(many: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who was let out, or is another role now, sees the page anew, and not the moment."""
    looking: list[object] = [LOCAL]
    reruns: list[str] = []

    class Rerun(BaseException):
        pass

    def rerun() -> None:
        reruns.append("whole page")
        raise Rerun

    monkeypatch.setattr(sign_in, "visitor", lambda: looking[0])
    monkeypatch.setattr(shell.st, "rerun", rerun)
    renew = shell.renewer(SCREENS["live"], shell.Allowed(many, LOCAL))
    view: Any = renew()
    assert view.now.open_bookings > 0
    for who in (Person("local", "this machine", Role.BUSINESS), lambda: None):
        looking[0] = who
        with pytest.raises(Rerun):
            renew()
    assert reruns == ["whole page", "whole page"]


@pytest.mark.parametrize("error", [QueryTimeout("too long"), Unavailable("nobody answers")])
def test_a_database_that_goes_away_is_said_in_its_place(
    many: Snapshot, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """And the next time it may be there."""
    monkeypatch.setattr(sign_in, "visitor", lambda: LOCAL)

    def fail(*_: object, **__: object) -> None:
        raise error

    def page(source: Snapshot) -> None:
        renew = shell.renewer(SCREENS["live"], shell.Allowed(source, LOCAL))
        with monkeypatch.context() as away:
            away.setattr(shell.Again, "recent_frame", fail)
            view = renew()
        if view is not None:
            SCREENS["live"].show(view)
        assert renew() is not None

    app = run(page, many)
    assert len(app.error) == 1


def test_the_moment_of_the_page_is_no_data_version(many: Snapshot) -> None:
    app = run(shell.opened, SCREENS["live"], shell.Allowed(many, LOCAL))
    assert [caption.value for caption in app.caption] == [shell.NOW]
    assert many.as_of > AS_OF
