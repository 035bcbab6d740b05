"""The coverage screen says where the gaps are, and shows them on a map of one's choice."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts.names import MARK
from dashboard.screens.coverage.show import QUESTION
from queries import Snapshot, read
from queries.filters import Compare, Filters
from tests.conftest import SharedDatabase
from tests.dashboard.app import open_tab, screen
from tests.dashboard.conftest import Published
from tests.dashboard.fake import Fake
from tests.factories import LUCKNOW, make_category, make_provider, make_search, make_user
from tests.postgres import Database
from tests.queries import service_areas

MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))
AGRA = (27.18, 78.01)
DELHI = (28.6139, 77.2090)


@pytest.fixture
def areas(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Snapshot]:
    """Searches and service areas of every kind."""
    use_database(shared_database("coverage", service_areas.load))
    with read("analytics") as snapshot:
        yield snapshot


@pytest.fixture
def small(connection: psycopg.Connection, published: Published) -> Snapshot:
    """A cook in Lucknow, verified; one search there, two in Agra by the same person."""
    area = {"type": "radius", "lat": LUCKNOW[0], "lng": LUCKNOW[1], "radiusKm": 2}
    make_provider(
        connection,
        make_category(connection, name="Cooks"),
        service_areas=[area],
        business_name="Asha's kitchen",
        aadhaar_verified=True,
    )
    person = make_user(connection)
    for lat, lng in (LUCKNOW, AGRA, AGRA):
        make_search(connection, location={"lat": lat, "lng": lng}, user_id=person)
    return published()


@pytest.fixture
def nothing(published: Published) -> Snapshot:
    """A version in which nothing is."""
    return published()


def figures(app: AppTest) -> dict[str, str]:
    return {figure.label: figure.value for figure in app.metric}


def layers(app: AppTest) -> dict[str, dict[str, Any]]:
    """Return the layers of the map by name, as the browser gets them."""
    (deck,) = app.get("deck_gl_json_chart")
    return {layer["id"]: layer for layer in json.loads(deck.proto.json)["layers"]}


def test_a_small_marketplace(small: Snapshot) -> None:
    app = screen("coverage", small, MARCH)
    assert app.title[0].value == QUESTION
    assert app.markdown[0].value == (
        "**2 of 3 searches** (66.7%) came from places that nobody covers, in **1 of 75"
        " districts**. The largest gap is **Agra** with 2 searches."
    )
    assert figures(app) == {
        "Searches from places": "3",
        "Unmet searches": "2",
        "Unmet share": "66.7%",
        "Providers": "1",
    }
    assert any("1 of them verified" in said.value for said in app.caption)
    recruit = app.dataframe[0].value
    districts = open_tab(app, "coverage", "All districts").dataframe[0].value
    assert list(recruit.itertuples(index=False, name=None)) == [
        (f"Agra{MARK}", "No category named", 2, 0, 2),
        (f"Lucknow{MARK}", "No category named", 0, 1, 1),
    ]
    assert len(districts) == 75


def test_searches_outside_the_state_are_counted_and_named_apart(
    connection: psycopg.Connection, published: Published
) -> None:
    """Two in Delhi, two in Agra and one in Lucknow, nobody anywhere: five in all."""
    make_provider(connection, make_category(connection), service_areas=None)
    for lat, lng in (DELHI, DELHI, AGRA, AGRA, LUCKNOW):
        make_search(connection, location={"lat": lat, "lng": lng})
    app = screen("coverage", published(), MARCH)
    assert app.markdown[0].value == (
        "**5 of 5 searches** (100.0%) came from places that nobody covers, in **2 of 75"
        " districts** and 2 searches outside them. The largest gap is **Agra** with 2 searches."
    )
    assert figures(app)["Searches from places"] == figures(app)["Unmet searches"] == "5"
    districts = open_tab(app, "coverage", "All districts").dataframe[0].value
    assert districts["Searches from places"].sum() == districts["Unmet searches"].sum() == 5
    captions = " ".join(caption.value for caption in app.caption)
    assert "2 searches from outside the districts count as Unknown." in captions


def test_the_answer_for_one_district(small: Snapshot) -> None:
    answers = {
        district: screen("coverage", small, replace(MARCH, district=district)).markdown[0].value
        for district in (("Agra",), ("Lucknow",), ("Agra", "Lucknow"))
    }
    assert answers == {
        ("Agra",): "In **Agra**, **2 of 2 searches** (100.0%) came from places that nobody covers.",
        ("Lucknow",): "Somebody covers every place that people searched from: **1 search**.",
        ("Agra", "Lucknow"): (
            "In **2 districts**, **2 of 3 searches** (66.7%) came from places that nobody covers."
        ),
    }


def test_districts_are_coloured_and_grey_where_there_is_nothing(small: Snapshot) -> None:
    shown = layers(screen("coverage", small, MARCH))
    assert list(shown) == ["outlines", "districts"]
    features = shown["districts"]["data"]["features"]
    colors = {one["properties"]["tooltip"]: one["properties"]["fill"] for one in features}
    agra = "Agra: 0 providers, 2 searches\nUnmet searches: 2"
    assert len(features) == 75
    assert [said for said, color in colors.items() if color[3] == 255] == [agra]


def test_cells_with_few_customers_are_not_shown(small: Snapshot) -> None:
    app = screen("coverage", small, MARCH)
    app.button_group(key="coverage_base").set_value("cells").run()
    shown = layers(app)
    assert list(shown) == ["outlines", "cells"]
    assert shown["cells"]["data"] == []
    said = "Cells with fewer than 5 customers are not shown: 3 searches, of which 2 unmet."
    assert any(said in caption.value for caption in app.caption)


def test_providers_and_service_areas_are_layers_of_choice(small: Snapshot) -> None:
    app = screen("coverage", small, MARCH)
    app.button_group(key="coverage_above").set_value(["providers", "areas"]).run()
    shown = layers(app)
    assert list(shown) == ["outlines", "districts", "areas", "points"]
    said = "Asha's kitchen\nCooks, Lucknow\nReputation 0.0 · Aadhaar verified"
    assert [point["tooltip"] for point in shown["points"]["data"]] == [said]
    assert [area["properties"]["tooltip"] for area in shown["areas"]["data"]["features"]] == [said]
    assert app.selectbox(key="coverage_area_of").options == [
        "All providers",
        "Asha's kitchen · Cooks, Lucknow",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("base", ["districts", "cells"])
def test_every_measure_can_be_shown(fake: Fake, base: str) -> None:
    january = replace(MARCH, start=date(2025, 1, 1), end=date(2025, 1, 31))
    app = screen("coverage", fake, january)
    app.button_group(key="coverage_base").set_value(base).run()
    choice = app.selectbox(key=f"coverage_measure_{base}")
    for label in choice.options:
        choice.select(label).run()
        assert not app.exception
        assert layers(app).keys() >= {"outlines"}
        (deck,) = app.get("deck_gl_json_chart")
        assert label in deck.proto.alt


def test_the_map_needs_no_internet(small: Snapshot) -> None:
    (deck,) = screen("coverage", small, MARCH).get("deck_gl_json_chart")
    assert json.loads(deck.proto.json).get("mapProvider") is None
    assert "http" not in deck.proto.json


def test_days_without_searches(small: Snapshot) -> None:
    app = screen("coverage", small, replace(MARCH, start=date(2025, 3, 9), compare=Compare.NONE))
    assert app.markdown[0].value == "Nobody searched from a known place; 1 provider."
    assert figures(app)["Unmet share"] == "no data"
    assert not app.success
    said = [message.value for message in app.info]
    assert len(said) == 1
    assert all(message.startswith("Nobody searched from a known place") for message in said)


def test_nothing_at_all(nothing: Snapshot) -> None:
    app = screen("coverage", nothing, MARCH)
    assert app.info[0].value.startswith("No providers and no searches")
    assert not app.get("deck_gl_json_chart")


def test_a_missing_category_says_what_is_left_out(fake: Fake) -> None:
    category = fake.frame("available_categories")["category_id"][0]
    january = replace(MARCH, start=date(2025, 1, 1), end=date(2025, 1, 31), category=(category,))
    captions = " ".join(caption.value for caption in screen("coverage", fake, january).caption)
    assert "Searches that name no category are left out." in captions
    assert "carry no place." in captions
