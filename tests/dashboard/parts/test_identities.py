"""Whatever things are called, each is itself."""

from datetime import date

import pandas as pd
import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.frame import filter_bar
from dashboard.parts import columns, names
from dashboard.parts.addresses import ID
from dashboard.parts.tables import table
from dashboard.screens.provider.show import PICKER
from queries import Snapshot, providers
from queries.filters import Available, Filters
from queries.identities import distinct, named_apart
from tests.dashboard.app import click_name, run, screen
from tests.namesakes import FIRST, SECOND

MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))


@given(
    st.dictionaries(st.text("ab", min_size=1, max_size=14), st.sampled_from(["x", "x  y", "x y"]))
)
def test_no_two_have_one_label_and_who_is_alone_keeps_its_own(labels: dict[str, str]) -> None:
    told = distinct(labels)
    assert list(told) == list(labels)
    assert len(set(told.values())) == len(labels)
    assert all(said.startswith(labels[key]) for key, said in told.items())
    seen = [" ".join(label.split()) for label in labels.values()]
    for key, label in labels.items():
        assert (told[key] == label) == (seen.count(" ".join(label.split())) == 1)


def test_a_name_that_looks_like_one_told_apart_is_none() -> None:
    told = distinct({"a1": "Asha", "b2": "Asha", "c3": "Asha · a1"})
    assert len(set(told.values())) == 3


def test_long_ids_are_cut_where_that_is_enough() -> None:
    first, second = "0f8fad5b-d9cb-469f-a165", "7c9e6679-7425-40de-944b"
    assert list(distinct({first: "Asha", second: "Asha"}).values()) == [
        "Asha · 0f8fad5b",
        "Asha · 7c9e6679",
    ]


def test_rows_of_one_thing_share_its_label_and_those_without_a_key_keep_theirs() -> None:
    frame = pd.DataFrame(
        {"key": ["1", "2", "1", None], "category": ["Tutors", "Tutors", "Tutors", "None named"]},
        index=[5, 3, 1, 0],
    )
    assert named_apart(frame, "category")["category"].to_list() == [
        "Tutors · 1",
        "Tutors · 2",
        "Tutors · 1",
        "None named",
    ]


def test_categories_of_one_name_are_two() -> None:
    categories = pd.DataFrame({"category_id": ["t1", "t2"], "name": ["Tutors", "Tutors"]})
    kinds = pd.DataFrame(columns=["sub_category_id", "category_id", "name"])
    available = Available(MARCH.start, MARCH.end, MARCH.end, None, categories, kinds, [], [])
    app = run(lambda: filter_bar.show(filter_bar.current(available), available))
    assert app.multiselect(key="filter_category").options == [
        "Tutors · t1",
        "Tutors · t2",
    ]


def shown(app: AppTest) -> str:
    """Return the id in the link, once the page agrees with it."""
    link = app.query_params[ID]
    asked = link if isinstance(link, str) else link[0]
    assert f"Id {asked}" in app.caption[0].value.replace("\\", "")
    assert app.selectbox(key=PICKER).value == asked
    return asked


@pytest.mark.parametrize(("first", "second"), [(FIRST, SECOND), (SECOND, FIRST)])
def test_a_provider_stays_the_one_of_the_link(alike: Snapshot, first: str, second: str) -> None:
    app = screen("provider", alike, MARCH, **{ID: first})
    assert shown(app) == first
    assert shown(app.run()) == first
    app.button_group(key="provider_drawn").set_value("rating").run()
    assert shown(app) == first
    app.selectbox(key=PICKER).set_value(second).run()
    assert shown(app) == second
    app.selectbox(key=PICKER).set_value(first).run()
    assert shown(app.run()) == first


def test_every_picker_tells_them_apart(alike: Snapshot) -> None:
    app = screen("provider", alike, MARCH)
    options = app.selectbox(key=PICKER).options
    assert len(set(options)) == len(options) == len(providers.choices(alike))
    app = screen("coverage", alike, MARCH)
    app.button_group(key="coverage_above").set_value(["providers", "areas"]).run()
    options = app.selectbox(key="coverage_area_of").options
    assert options[0] == "All providers"
    assert len(set(options)) == len(options) == 3


def test_the_name_of_a_row_opens_it_whatever_it_is_called_and_in_whatever_order() -> None:
    ids = pd.DataFrame({"name": "Asha", "provider_id": ["b", "a", "c"]})
    known = {"name": columns.text("Provider"), "provider_id": columns.identity("Id")}

    def show() -> None:
        rows = ids.iloc[::-1] if streamlit.session_state.get("is_turned") else ids
        streamlit.text(table(rows, key="providers", columns=known, alt="Providers"))

    app = run(show)
    assert app.text[0].value == "None"
    assert list(app.dataframe[0].value["Provider"]) == [f"Asha{names.MARK}"] * 3
    assert click_name(app, 0).text[0].value == "b"
    assert app.run().text[0].value == "None"
    app.session_state["is_turned"] = True
    assert click_name(app.run(), 0).text[0].value == "c"


def test_the_same_is_done_by_keyboard() -> None:
    known = {"name": columns.text("Provider"), "provider_id": columns.identity("Id")}
    rows = pd.DataFrame({"name": ["Asha", "Ravi"], "provider_id": ["b", "a"]})
    app = run(lambda: streamlit.text(table(rows, key="some", columns=known, alt="Providers")))
    assert app.selectbox[0].options == ["Asha", "Ravi"]
    app.selectbox[0].select("a").run()
    assert app.text[0].value == "None"
    app.button[0].click().run()
    assert app.text[0].value == "a"
