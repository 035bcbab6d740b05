"""The search screen says what people looked for, and shows it as they typed it."""

from dataclasses import replace
from datetime import date
from itertools import cycle

import psycopg
import pytest

from dashboard.parts.gathering import TrendChoice
from dashboard.parts.markdown import WORD_JOINER
from dashboard.parts.measures import measure
from dashboard.screens.search.gather import TERMS, Choices, TermList, gather
from dashboard.screens.search.show import DRAWN, QUESTION
from queries import Snapshot
from queries.filters import Compare, Filters
from queries.grain import Grain, offered
from queries.search import Terms
from tests.dashboard.app import open_tab, screen
from tests.dashboard.conftest import Published
from tests.dashboard.fake import Fake
from tests.factories import make_search

MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))
HOSTILE = "=cmd **x** <b>y</b> :red[z]"


@pytest.fixture
def one(connection: psycopg.Connection, published: Published) -> Snapshot:
    """Searches in vain on 1 March, two by each of six strangers, that were not timed."""
    for number in range(12):
        make_search(connection, query=HOSTILE, results_count=0, session_id=f"session {number // 2}")
    return published()


def test_one_search_in_vain(one: Snapshot) -> None:
    app = screen("search", one, MARCH)
    assert app.title[0].value == QUESTION
    assert app.markdown[0].value.replace(WORD_JOINER, "") == (
        "**100.0%** of 12 searches found nothing. Sought in vain most often:"
        r" **\=cmd \*\*x\*\* \<b\>y\<\/b\> \:red\[z\]**, 12 times."
    )
    assert {figure.label: figure.value for figure in app.metric} == {
        "Searches": "12",
        "Zero-result rate": "100.0%",
        "Click-through": "0.0%",
        "Click position": "no data",
        "Mean reciprocal rank": "0.00",
        "Searching users ≈": "0",
        "Sessions ≈": "6",
        "Usual response (p50)": "no data",
        "Slow response (p95)": "no data",
    }
    booked = {figure.label: figure.value for figure in open_tab(app, "search", "Bookings").metric}
    assert (
        booked.items()
        >= {
            "Attributable": "0",
            "Searches booked": "0",
            "Search-to-booking rate": "0.0%",
            "Usual time to request (p50)": "no data",
        }.items()
    )


def test_a_term_is_in_the_table_as_it_was_typed(one: Snapshot) -> None:
    app = screen("search", one, MARCH)
    assert [HOSTILE] in [
        list(frame.value["Term"]) for frame in app.dataframe if "Term" in frame.value
    ]


def test_nothing_was_searched(many: Snapshot) -> None:
    app = screen("search", many, Filters(date(2026, 1, 1), date(2026, 1, 31)))
    assert app.markdown[0].value == "Nobody searched for anything."
    assert "No searches" in app.info[0].value
    assert not app.metric


@pytest.mark.slow
def test_every_measure_and_every_step_is_drawn(fake: Fake) -> None:
    app = open_tab(screen("search", fake, MARCH), "search", "Weekdays and hours")
    for drawn, step in zip(DRAWN, cycle(offered(MARCH.days)), strict=False):
        app.button_group(key="search_drawn").set_value(drawn)
        app.button_group(key="search_step").set_value(step)
        app.button_group(key="search_hours_drawn").set_value("zero_result_rate").run()
        assert not app.exception
        assert measure(drawn).label in app.get("plotly_chart")[0].proto.alt


def terms(source: Snapshot, text: str) -> list[str]:
    """Return the most searched terms that contain a text, as the screen gathers them."""
    choices = Choices(TrendChoice(DRAWN[0], Grain.DAY), Terms.MOST_SEARCHED, text, "", TERMS)
    found = gather(source, MARCH, choices).terms
    assert isinstance(found, TermList)
    return list(found.terms["term"])


def test_terms_are_found_by_their_text(many: Snapshot) -> None:
    assert set(terms(many, "")) >= {"plumber", "tutor", "प्लंबर"}
    assert terms(many, "PLUMB") == ["plumber"]
    assert terms(many, "' OR 1=1 --\x00") == []


def test_what_is_typed_is_what_is_gathered(many: Snapshot) -> None:
    app = screen("search", many, MARCH)
    app.button_group(key="search_which").set_value(Terms.MOST_SEARCHED)
    app.text_input(key="search_text").set_value("PLUMB").run()
    assert not app.exception
    assert ["plumber"] in [
        list(frame.value["Term"]) for frame in app.dataframe if "Term" in frame.value
    ]


def test_it_says_that_terms_know_no_district(fake: Fake) -> None:
    everywhere = screen("search", fake, MARCH)
    in_agra = screen("search", fake, replace(MARCH, district=("Agra",)))
    said = "Terms are counted for all districts together."
    assert not any(said in caption.value for caption in everywhere.caption)
    assert any(said in caption.value for caption in in_agra.caption)


def test_without_a_comparison_no_column_compares(fake: Fake) -> None:
    compared = screen("search", fake, MARCH)
    alone = screen("search", fake, replace(MARCH, compare=Compare.NONE))
    has_before = [
        any("Searches before" in frame.value for frame in app.dataframe)
        for app in (compared, alone)
    ]
    assert has_before == [True, False]
    assert not any(figure.delta for figure in alone.metric)
