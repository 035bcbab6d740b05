"""A link holds the whole view: what each screen's own controls say, too, and nothing of others."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame.shell import opened
from dashboard.screens import OWN, SCREENS
from tests.dashboard.app import run
from tests.dashboard.fake import Fake

FILTERS = {"period": "last_90_days", "compare": "none", "district": ["Agra", "Lucknow"]}
VIEWS: dict[str, dict[str, Any]] = {
    "overview": {"measure": "gross_amount", "step": "quarter", "tab": "district"},
    "bookings": {
        "cohort_step": "month",
        "cancellation_step": "week",
        "times_step": "quarter",
        "tab": "times",
    },
    "revenue": {"measure": "net_amount", "step": "month", "tab": "method"},
    "providers": {
        "measure": "rating",
        "step": "week",
        "tab": "moved",
        "moved": "jobs_completed",
        "find": "Asha",
        "standing": "PENDING",
        "active": "no",
        "sort": "-rating",
        "page": "2",
    },
    "provider": {"id": "provider_0", "measure": "rating", "step": "week", "tab": "reviews"},
    "search": {
        "measure": "searchers",
        "step": "month",
        "tab": "hours",
        "terms": "in_vain",
        "find": "plumber",
        "hours": "zero_result_rate",
        "sort": "term_clicked",
        "page": "3",
    },
    "coverage": {
        "map": "cells",
        "colour": "demand",
        "above": ["providers", "areas"],
        "area": "provider_0",
        "standing": "PENDING",
        "active": "any",
        "tab": "places",
    },
    "live": {"tab": "districts"},
    "data": {"tab": "metrics", "find_metric": "rate", "find_query": "day"},
}
FREE = {"find", "find_metric", "find_query", "page"}
"""Parameters that may say anything, and that of lists that are too short for it."""

NEEDED = {"provider": {"id": "provider_0"}, "coverage": {"above": ["providers", "areas"]}}
"""Without these, some controls are not on the page."""

every_screen = pytest.mark.parametrize("name", SCREENS)
AT = "screen_of_the_test"


def page() -> None:
    """Show the screen that the session names, as the shell does."""
    import streamlit as st  # noqa: PLC0415

    screen = SCREENS[st.session_state.get(AT, "overview")]
    view = opened(screen, Fake())
    screen.show(view)


def at(name: str, **link: Any) -> AppTest:
    app = run(lambda: go(name), **link)
    assert not app.exception
    return app


def go(name: str) -> None:
    import streamlit as st  # noqa: PLC0415

    st.session_state.setdefault(AT, name)
    page()


def told(app: AppTest) -> str:
    """Return what the page says of a link that it does not understand."""
    title = "Part of this link was not understood"
    return " ".join(box.value for box in app.warning if box.proto.title == title)


def values(app: AppTest) -> dict[str, Any]:
    return dict(app.query_params)


def test_every_parameter_is_tried() -> None:
    assert {name: {*screen.own} for name, screen in SCREENS.items()} == {
        name: {*view} for name, view in VIEWS.items()
    }


@pytest.mark.slow
@every_screen
def test_a_link_reopens_the_whole_view(name: str) -> None:
    link = FILTERS | VIEWS[name]
    app = at(name, **link)
    assert not told(app)
    for _ in range(2):
        assert values(app) == link
        app.run()


@pytest.mark.slow
@every_screen
def test_what_means_nothing_is_named_and_left_out(name: str) -> None:
    needed = FILTERS | {"compare": "previous"} | NEEDED.get(name, {})
    own = {param: "`<b>x</b>" for param in VIEWS[name] if param not in {*FREE, *needed}}
    app = at(name, **needed, **own)
    for param in own:
        assert f"There is no {param} `<b>x</b>`" in told(app)
    assert values(app).keys() == needed.keys()
    app.run()
    assert not told(app)


def test_a_provider_or_a_layer_that_there_is_not() -> None:
    assert "There is no provider" in at("provider", id="`<b>x</b>").warning[0].value
    assert "There is no above `<b>x</b>`" in told(at("coverage", above=["`<b>x</b>", "areas"]))


def test_a_screen_is_as_it_was_left_and_takes_nothing_of_others_along() -> None:
    app = at("provider", **FILTERS, **VIEWS["provider"])
    app.session_state[AT] = "providers"
    app.run()  # with the link of the provider, as after a step back
    assert values(app) == FILTERS | {"measure": "rating", "step": "week"}
    app.session_state[AT] = "provider"
    app.query_params.clear()
    app.run()
    assert values(app) == FILTERS | VIEWS["provider"]


def test_what_is_chosen_at_first_needs_no_words_in_the_link() -> None:
    app = at("overview", **FILTERS)
    app.button_group(key="overview_drawn").set_value("searches").run()
    assert values(app) == FILTERS | {"measure": "searches"}
    app.button_group(key="overview_drawn").set_value("requested").run()
    assert values(app) == FILTERS


def test_steps_that_do_not_fit_any_more_go_without_a_word() -> None:
    app = at("revenue", **{"from": "2024-01-01", "to": "2025-03-31"}, step="day")
    assert not told(app)
    assert "step" not in values(app)


def test_all_screens_own_what_others_do_not_know() -> None:
    assert {param for view in VIEWS.values() for param in view} == OWN
