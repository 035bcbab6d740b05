"""Saved views on a page: what is seen is saved and opened as it was; a fault takes nothing away."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import saved
from queries import views
from queries.errors import NotSaved, QueryError, Unavailable
from queries.people import LOCAL, Person
from queries.views import Saved
from tests.dashboard.app import run

LINK = {"period": "last_month", "district": ["Agra", "Lucknow"], "tab": "times"}
TEXT = "period=last_month&district=Agra&district=Lucknow&tab=times"
HOSTILE = "![x](http://evil.test) <b>`*"


def view(name: str = "My month", **rest: object) -> Saved:
    known = {"screen": "bookings", "link": TEXT, "is_shared": False, "is_own": True}
    return Saved(**{"id": name, "name": name, "is_home": False, "owner_name": "", **known, **rest})


def stand_in(
    monkeypatch: pytest.MonkeyPatch, *known: Saved, error: QueryError | None = None
) -> list[tuple[object, ...]]:
    """Let these be the saved views; return what is called, with what."""
    called: list[tuple[object, ...]] = []

    def fake(name: str) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            if error is not None:
                raise error
            called.append((name, *given[1:], *named.values()))
            return None

        return call

    for name in ("save", "share", "delete", "set_home", "leave_home"):
        monkeypatch.setattr(views, name, fake(name))
    monkeypatch.setattr(views, "of", lambda _: list(known))
    return called


def page(**link: object) -> AppTest:
    return run(saved.listed, "bookings", LOCAL, **link)


def test_what_is_seen_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    called = stand_in(monkeypatch)
    app = page(**LINK)
    app.text_input(key="view_name").set_value(HOSTILE)
    app.checkbox(key="view_is_shared").check()
    app.button(key="view_save").click().run()
    assert called == [("save", HOSTILE, "bookings", TEXT, True)]
    assert app.text_input(key="view_name").value == ""


def test_what_cannot_be_saved_is_said_and_the_name_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, error=NotSaved("give the view a name"))
    app = page(**LINK)
    app.text_input(key="view_name").set_value("x")
    app.button(key="view_save").click().run()
    assert app.warning[0].value == "Give the view a name."
    assert app.text_input(key="view_name").value == "x"
    app.run()
    assert not app.warning


def test_the_buttons_do_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    called = stand_in(monkeypatch, view(), view("Ours", is_shared=True, is_home=True))
    app = page()
    for key in ("view_home", "view_share", "view_delete"):
        app.button(key=key).click().run()
    app.selectbox(key="view_chosen").select("Ours").run()
    for key in ("view_home", "view_share"):
        app.button(key=key).click().run()
    assert called == [
        ("set_home", "My month"),
        ("share", "My month", True),
        ("delete", "My month"),
        ("leave_home",),
        ("share", "Ours", False),
    ]


def test_what_others_share_is_not_to_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, view(HOSTILE, is_own=False, is_shared=True, owner_name="Asha"))
    app = page()
    assert app.selectbox(key="view_chosen").options == [f"{HOSTILE} · by Asha"]
    assert {"view_open", "view_home"} == {
        button.key for button in app.button if button.key != "view_save"
    }


def test_a_view_of_no_screen_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, view(HOSTILE, screen="nowhere"))
    app = page()
    app.button(key="view_open").click().run()
    assert "is of a screen that there is not" in app.warning[0].value
    assert "<b>" not in app.warning[0].value


def test_a_primary_that_does_not_answer_takes_only_the_list_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Person) -> list[Saved]:
        raise Unavailable("the database does not answer")

    monkeypatch.setattr(views, "of", fail)
    assert [box.proto.title for box in page().error] == ["The database does not answer"]


def test_a_session_begins_at_home_once_and_only_without_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left: list[tuple[str, dict[str, list[str]]]] = []
    monkeypatch.setattr(views, "home", lambda _: view())
    monkeypatch.setattr(saved.addresses, "go", lambda *where: left.append(where))
    app = run(saved.go_home, LOCAL, "")
    app.run()
    assert left == [
        ("bookings", {"period": ["last_month"], "district": ["Agra", "Lucknow"], "tab": ["times"]})
    ]
    run(saved.go_home, LOCAL, "revenue")
    run(saved.go_home, LOCAL, "", district="Agra")
    assert len(left) == 1
