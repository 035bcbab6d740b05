"""The bookings screen names the biggest drop, and does not let young periods look bad."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import psycopg
import pytest
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from dashboard.screens.bookings.show import QUESTION, Drop, answer, biggest_drop, is_young
from queries import Snapshot, bookings
from queries.filters import Compare, Filters
from tests.dashboard.app import open_tab, screen, tabs
from tests.dashboard.conftest import Published
from tests.dashboard.fake import Fake
from tests.factories import ist, make_booking, make_category, make_customer, make_provider

FEBRUARY = Filters(date(2025, 2, 1), date(2025, 2, 28))
MARCH = replace(FEBRUARY, start=date(2025, 3, 1), end=date(2025, 3, 31))


@pytest.fixture
def one(connection: psycopg.Connection, published: Published) -> Snapshot:
    """One booking of 1 March, answered after 14 minutes and completed after two days."""
    provider = make_provider(connection, make_category(connection))
    make_booking(
        connection,
        make_customer(connection),
        provider,
        status="COMPLETED",
        provider_response_time=840,
        completed_at=ist("2025-03-03 12:00"),
    )
    return published()


def figures(app: AppTest) -> dict[str, str]:
    return {figure.label: figure.value for figure in app.metric}


def test_one_booking(one: Snapshot) -> None:
    app = screen("bookings", one, MARCH)
    assert app.title[0].value == QUESTION
    assert app.markdown[0].value == "Of 1 booking requested, **100.0%** were completed."
    assert figures(app) == {
        "Requested": "1",
        "Requests completed": "100.0%",
        "Cancellation rate": "0.0%",
        "Time to respond": "14 min",
        "Time to complete": "2 days",
    }


def test_nothing_requested(one: Snapshot) -> None:
    app = screen("bookings", one, FEBRUARY)
    assert app.markdown[0].value == "Nobody requested a booking."
    assert app.info[0].value.startswith("No bookings between 1 Feb 2025 and 28 Feb 2025.")


@pytest.mark.slow
def test_every_panel_has_its_chart_and_its_table(fake: Fake) -> None:
    app = screen("bookings", fake, FEBRUARY)
    assert [tab.label for tab in app.tabs] == [
        "Cohorts",
        "Cancellations",
        "Times",
        "By category",
        "Kinds of service",
        "By district",
    ]
    for opened in tabs(app, "bookings"):
        charts = opened.get("plotly_chart")
        assert len(charts) == (3 if opened.header else 2)  # the funnel, and one or both times
        assert all(chart.proto.alt for chart in charts)
        assert len(opened.dataframe) == 2


def test_steps_stay_chosen_while_another_tab_is_open(fake: Fake) -> None:
    app = screen("bookings", fake, FEBRUARY)
    app.button_group(key="bookings_cohort_step").set_value("month").run()
    assert len(app.dataframe[1].value) == 1
    open_tab(app, "bookings", "By category")
    open_tab(app, "bookings", "Cohorts")
    assert len(app.dataframe[1].value) == 1


@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_cohorts_of_every_length(fake: Fake, step: str) -> None:
    app = screen("bookings", fake, replace(FEBRUARY, compare=Compare.NONE))
    app.button_group(key="bookings_cohort_step").set_value(step).run()
    assert not app.exception
    cohorts = app.dataframe[1].value
    assert (
        list(cohorts["From"])
        == {
            "day": [date(2025, 2, day) for day in range(1, 29)],
            # 1 February 2025 was a Saturday
            "week": [date(2025, 2, day) for day in (1, 3, 10, 17, 24)],
            "month": [date(2025, 2, 1)],
        }[step]
    )


def test_open_bookings_are_pointed_out(fake: Fake) -> None:
    app = screen("bookings", fake, FEBRUARY)
    assert any("still open" in caption.value for caption in app.caption)


def way(*reached: int) -> DataFrame:
    """Return the funnel of bookings of which so many reached each stage."""
    steps = [None, *pairwise(reached)]
    return DataFrame(
        {
            "stage": bookings.STAGES,
            "bookings": reached,
            "share_of_requested": [
                Decimal(n) / reached[0] if reached[0] else None for n in reached
            ],
            "stage_conversion": [
                Decimal(step[1]) / step[0] if step and step[0] else None for step in steps
            ],
            "lost": [step[0] - step[1] if step else None for step in steps],
        }
    )


@pytest.mark.parametrize(
    ("reached", "drop"),
    [
        ((100, 90, 60, 50, 45, 44, 20), Drop("viewed", "confirmed", 30, Decimal(1) / 3)),
        # most are lost after completion, when nothing is lost but a review
        ((100, 90, 85, 80, 80, 80, 5), Drop("requested", "viewed", 10, Decimal("0.1"))),
        ((7, 7, 7, 7, 7, 7, 7), None),
        ((0, 0, 0, 0, 0, 0, 0), None),
    ],
)
def test_the_biggest_drop(reached: tuple[int, ...], drop: Drop | None) -> None:
    found = biggest_drop(way(*reached))
    if drop is None or found is None:
        assert found == drop
    else:
        assert replace(found, rate=drop.rate) == drop
        assert found.rate == pytest.approx(drop.rate)


def test_the_answer_names_the_drop() -> None:
    assert answer(way(2000, 1800, 1200, 1000, 900, 880, 400)) == (
        "Of 2,000 bookings requested, **45.0%** were completed. Most were lost between"
        " **viewed and confirmed**: 600, or 33.3% of those that had come so far."
    )


@pytest.mark.parametrize(
    ("requested", "still_open", "young"), [(100, 1, True), (101, 1, False), (0, 0, False)]
)
def test_a_period_is_young_from_one_open_booking_in_a_hundred(
    requested: int, still_open: int, young: bool
) -> None:
    assert is_young({"requested": requested, "open": still_open}) is young
