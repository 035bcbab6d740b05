"""A click leads one level deeper, once, by ids; the trail, a second click and the keyboard lead
back.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from dashboard.frame import filter_bar
from dashboard.frame.shell import opened
from dashboard.parts import charts, columns, controls, drill, line_chart, link, look_into, tables
from dashboard.parts.measures import measure
from dashboard.parts.rows import read_by
from dashboard.screens import SCREENS
from queries.people import LOCAL, Person, Role
from queries.rows_behind import Page, RowsOf
from queries.steps import steps_of
from tests.dashboard.app import click_name, run
from tests.dashboard.fake import Fake
from tests.dashboard.frame.test_links import AVAILABLE

BUSINESS = Person("business", "Asha", Role.BUSINESS)
CATEGORIES = DataFrame(
    {
        "key": ["cat_home", "cat_tutors", None],
        "category": ["Tutors", "Tutors · cat_tutors", "No category"],
        "requested": [3, 2, 1],
    }
)
ASKED: list[RowsOf] = []


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    ASKED.clear()


def rows_of(asked: RowsOf, _: int) -> Page:
    ASKED.append(asked)
    return Page(asked, DataFrame({"booking_id": ["b1"]}), 1, Decimal(1), Decimal(1))


def page() -> None:
    """Show the filters, and by category and over time what can be looked into."""
    filters, requested = filter_bar.current(AVAILABLE), measure("requested")
    link.tell()
    filter_bar.show(filters, AVAILABLE)
    parts = drill.values("by_category", "category", CATEGORIES, "category", filters)
    charts.ranking(CATEGORIES, name="category", value=requested, key="ranking", parts=parts)
    shown = {"category": columns.text("Category")}
    tables.table(CATEGORIES, key="table", columns=shown, alt="Categories", parts=parts)
    look_into.show(parts, "a category", filters, ("requested",), filters.where("category"))
    grain = controls.grains(filters.days, "step").show()
    cut = steps_of(filters, grain)
    days = [(step.counted.start, step.counted.end, 1) for step in cut.steps]
    steps = cut.described(DataFrame(days, columns=["first_day", "last_day", "requested"]))
    over_time = drill.steps("trend", steps, filters, grain)
    line_chart.draw(steps, y=requested, key="trend", parts=over_time)
    look_into.show(over_time, f"a {grain}", filters, ("requested",), filters.where("category"))


def at(show: Callable[[], None] = page, person: Person = LOCAL, **link: Any) -> AppTest:
    def shown() -> None:
        with read_by(rows_of if person is LOCAL else None):
            show()

    return run(shown, person=person, **link)


def screen(name: str) -> None:
    view = opened(SCREENS[name], Fake())
    SCREENS[name].show(view)


def click(app: AppTest, element: Any, selection: Mapping[str, Any]) -> AppTest:
    """Return the page after somebody chose marks of a chart, a table or a map."""
    states = app._tree.get_widget_states()
    chosen = states.widgets.add()
    chosen.id, chosen.string_value = element.proto.id, json.dumps({"selection": selection})
    app._run(states)
    assert not app.exception
    return app


def click_bar(app: AppTest, *places: int) -> AppTest:
    return click(app, app.get("plotly_chart")[0], {"point_indices": places})


def click_point(app: AppTest, place: int) -> AppTest:
    return click(app, app.get("plotly_chart")[-1], {"point_indices": [place]})


def choose(app: AppTest, place: str, label: str) -> None:
    """Open the control beside a chart, and choose a part of it."""
    app.session_state[f"{place}_into"] = True
    app.run()
    app.selectbox(key=f"{place}_into_part").select(label).run()


def chosen(app: AppTest, name: str) -> list[str]:
    given = app.query_params.get(name, [])
    return [given] if isinstance(given, str) else [*given]


def days(app: AppTest) -> tuple[list[str], ...]:
    return tuple(chosen(app, name) for name in ("from", "to", "unit", "step"))


def crumbs(app: AppTest) -> list[str]:
    return [button.label for button in app.button if str(button.key).startswith("trail_")]


def test_a_bar_narrows_the_page_and_the_trail_leads_back() -> None:
    app = at(district="Agra")
    assert crumbs(app) == []
    click_bar(app, 1)  # of two with one name, this one
    assert (chosen(app, "category"), chosen(app, "district")) == (["cat_tutors"], ["Agra"])
    assert crumbs(app) == ["All categories"]
    app.button(key="trail_0").click().run()
    assert (chosen(app, "category"), chosen(app, "district"), crumbs(app)) == ([], ["Agra"], [])
    assert link.TRAIL not in app.query_params


def test_a_second_click_on_what_is_chosen_takes_it_away() -> None:
    app = click_bar(click_bar(at(), 0), 0)
    assert (chosen(app, "category"), crumbs(app)) == ([], [])
    by_hand = click_bar(at(category="cat_home"), 0)
    assert (chosen(by_hand, "category"), crumbs(by_hand)) == ([], [])


def test_what_is_no_more_or_has_no_id_or_is_nothing_does_nothing() -> None:
    app = at(district="Agra")
    before = dict(app.query_params)
    for places in ([2], [], [99]):
        click_bar(app, *places)
        assert dict(app.query_params) == before
    choose(app, "by_category", "Tutors")
    assert app.selectbox(key="by_category_into_part").options == ["Tutors", "Tutors · cat_tutors"]
    assert app.caption[-1].value.startswith("What carries no name of its own")


def test_a_row_of_a_table_narrows_as_well() -> None:
    app = at()
    click_name(app, 1)
    assert chosen(app, "category") == ["cat_tutors"]


def test_a_district_of_the_map_narrows_as_well() -> None:
    app = at(lambda: screen("coverage"))
    for districts in ({"districts": [1]}, {}):
        selection = {"indices": districts, "objects": {}}
        click(app, app.get("deck_gl_json_chart")[0], selection)
        assert chosen(app, "district") == ["Lucknow"]


def test_a_quarter_becomes_its_months_a_month_its_days_and_each_leads_back() -> None:
    app = at(period="all_time", step="quarter")  # from February 2024
    click_point(app, 3)
    assert days(app) == (["2024-10-01"], ["2024-12-31"], ["quarter"], ["month"])
    click_point(app, 0)
    assert days(app) == (["2024-10-01"], ["2024-10-31"], ["month"], [])
    click_point(app, 11)
    assert days(app) == (["2024-10-12"], ["2024-10-12"], [], [])
    assert crumbs(app) == ["All time", "1 Oct – 31 Dec 2024", "1–31 Oct 2024"]
    click_point(app, 0)  # the day that is shown
    assert days(app) == (["2024-10-01"], ["2024-10-31"], ["month"], [])
    app.button(key="trail_0").click().run()
    assert (chosen(app, "period"), crumbs(app)) == (["all_time"], [])
    assert days(app) == ([], [], [], ["quarter"])


def test_a_step_that_is_cut_is_its_days() -> None:
    app = click_point(at(**{"from": "2024-11-20", "to": "2025-01-10", "step": "month"}), 0)
    assert days(app) == (["2024-11-20"], ["2024-11-30"], [], [])


def test_what_is_chosen_by_hand_needs_no_way_back() -> None:
    app = click_point(click_bar(at(period="last_month"), 0), 4)
    assert crumbs(app) == ["All categories", "Last month"]
    app.multiselect(key="filter_category").select("cat_tutors").run()
    assert crumbs(app) == ["Last month"]
    app.selectbox(key="filter_period").select("last_7_days").run()
    assert crumbs(app) == []


def test_a_trail_that_means_nothing_is_not_shown() -> None:
    odd = ["", "&&", "district=%3Cb%3E", "id=x", "district=Nowhere", "%", "period="]
    app = at(trail=[*odd, "district=Agra"], district="Lucknow")
    assert crumbs(app)[-1] == "Agra"
    assert "Nowhere" not in " ".join(crumbs(app))
    app.button(key=f"trail_{len(odd)}").click().run()
    assert chosen(app, "district") == ["Agra"]


def test_a_stage_opens_its_rows_and_closes_them() -> None:
    app = click_bar(at(lambda: screen("bookings"), period="last_month", category="category_1"), 2)
    assert (ASKED[-1].metric, ASKED[-1].where) == ("confirmed", (("category", ("category_1",)),))
    assert (ASKED[-1].days.start, ASKED[-1].days.end) == (date(2025, 2, 1), date(2025, 2, 28))
    asked = len(ASKED)
    click_bar(app, 2)
    assert len(ASKED) == asked


def test_by_keyboard_the_same_is_done_beside_each_chart() -> None:
    app = at(period="last_month", category=["cat_home", "cat_tutors"])
    choose(app, "by_category", "Tutors · cat_tutors")
    app.button(key="by_category_into_rows").click().run()
    assert ASKED[-1].where == (("category", ("cat_tutors",)),)
    choose(app, "by_category", "Tutors · cat_tutors")
    app.button(key="by_category_into_only").click().run()
    assert (chosen(app, "category"), crumbs(app)) == (["cat_tutors"], [r"Home Services\, Tutors"])
    choose(app, "trend", "12 Dec 2024")
    app.button(key="trend_into_rows").click().run()
    assert ASKED[-1].days.start == ASKED[-1].days.end == date(2024, 12, 12)
    assert ASKED[-1].where == (("category", ("cat_tutors",)),)


def test_who_may_not_see_rows_narrows_and_is_offered_none() -> None:
    app = at(person=BUSINESS)
    choose(app, "by_category", "Tutors")
    keys = {button.key for button in app.button}
    assert "by_category_into_only" in keys
    assert "by_category_into_rows" not in keys
    stages = drill.numbers("stages", {"paid": "Paid"})

    def clicks() -> None:
        assert drill.clicks("stages", stages) == {"key": "stages"}

    run(clicks, person=BUSINESS)


def test_on_a_phone_a_chart_lets_people_scroll(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = drill.numbers("stages", {"paid": "Paid"})

    def clicks() -> None:
        assert "on_select" in drill.clicks("stages", stages)
        monkeypatch.setattr(drill, "PHONE", "")  # which every browser says
        assert drill.clicks("stages", stages) == {"key": "stages"}

    run(clicks)
