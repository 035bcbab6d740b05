"""Charts show what there is: gaps, losses, parts of steps, equal names, and nothing that is not."""

import json
import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from dashboard.parts import charts, line_chart
from dashboard.parts.axes import count_ticks, duration_ticks, spanning, ticks
from dashboard.parts.measures import measure
from dashboard.screens.bookings import cohort_chart
from dashboard.screens.overview import growth
from queries.filters import Filters
from queries.grain import Grain
from queries.periods import Period
from queries.steps import noted, steps_of
from tests.dashboard.app import run

RATING, GROSS = measure("rating"), measure("gross_amount")
WEEK = Filters(date(2025, 3, 3), date(2025, 3, 9), data=Period(date(2025, 1, 1), date(2025, 3, 9)))


def steps(filters: Filters, grain: Grain, **columns: list[Any]) -> DataFrame:
    """Return steps as queries return them, with these values."""
    cut = steps_of(filters, grain)
    days = [(step.counted.start, step.counted.end) for step in cut.steps]
    return cut.described(DataFrame(days, columns=["first_day", "last_day"]).assign(**columns))


def drawn(show: Callable[..., None], *args: Any, **options: Any) -> dict[str, Any]:
    """Return the figure that a function draws, as the browser gets it."""
    figure = run(lambda: show(*args, key="chart", **options)).get("plotly_chart")[0]
    found: dict[str, Any] = json.loads(figure.proto.spec)
    return found


def test_days_without_neighbours_are_dots_and_a_day_not_over_is_a_ring() -> None:
    rating = [Decimal(4), None, Decimal(5), Decimal(4), None, None, Decimal(3)]
    line, ring = drawn(line_chart.draw, steps(WEEK, Grain.DAY, rating=rating), y=RATING)["data"]
    assert line["y"] == [4, None, 5, 4, None, None, None], "no line falls to a day not over"
    assert line["marker"]["size"] == [6, 0, 0, 0, 0, 0, 0]
    assert (ring["y"], ring["marker"]["symbol"]) == ([None] * 6 + [3], "circle-open")
    assert ring["x"] == line["x"], "a click on either is one on the same day"
    assert ring["customdata"][-1] == "3.00 (not over)"


def test_cut_weeks_say_how_many_days_they_have() -> None:
    # 1 March 2025 was a Saturday; on the 9th, a Sunday, that day is not over
    march = Filters(date(2025, 3, 1), date(2025, 3, 9), data=WEEK.data)
    frame = steps(march, Grain.WEEK, gross_amount=[Decimal(5), Decimal(7)])
    _, rings = drawn(line_chart.draw, frame, y=GROSS)["data"]
    assert rings["customdata"] == ["₹5 (2 of 7 days)", "₹7 (not over)"]
    assert list(noted(frame)["note"]) == ["2 of 7 days", "not over"]


def test_a_longer_comparison_is_drawn_to_its_end() -> None:
    february = Filters(date(2025, 2, 1), date(2025, 2, 28))
    compared = february.comparison
    assert compared
    cut = compared.steps(steps_of(february, Grain.DAY), Grain.DAY)
    before = cut.described(
        DataFrame(
            {
                "first_day": [step.counted.start for step in cut.steps],
                "last_day": [step.counted.end for step in cut.steps],
                "gross_amount": [Decimal(1)] * 31,
            }
        )
    )
    frame = steps(february, Grain.DAY, gross_amount=[Decimal(2)] * 28)
    now, dotted = drawn(line_chart.draw, frame, y=GROSS, previous=before)["data"]
    assert (len(now["x"]), len(dotted["x"]), sum(dotted["y"])) == (28, 31, 31)
    assert dotted["customdata"][-1] == "₹1 on 31 Jan 2025"


def test_losses_have_an_axis() -> None:
    amounts = [Decimal(-300), *[Decimal(100)] * 6]
    figure = drawn(line_chart.draw, steps(WEEK, Grain.DAY, gross_amount=amounts), y=GROSS)
    axis = figure["layout"]["yaxis"]
    assert axis["range"][0] < -300 < 100 < axis["range"][1]
    assert axis["title"]["text"] == "Gross"


def test_infinity_and_nothing_never_reach_the_browser() -> None:
    amounts = [math.inf, -math.inf, math.nan, None, Decimal("NaN"), Decimal("Infinity"), 1.0]
    assert charts.numbers(amounts) == [None] * 6 + [1.0]


def test_equal_names_are_two_bars_and_markup_is_text() -> None:
    frame = DataFrame(
        {
            "category": ["Cooks", "Cooks", "<a href='http://x.test'>y</a>"],
            "gross_amount": map(Decimal, (300, 200, -100)),
        }
    )
    figure = drawn(charts.ranking, frame, name="category", value=GROSS)
    [bars] = figure["data"]
    assert bars["y"] == [0, 1, 2]
    axis = figure["layout"]["yaxis"]
    assert axis["tickvals"] == [0, 1, 2]
    assert axis["ticktext"][:2] == ["Cooks", "Cooks"]
    assert not any("<" in text for text in [*axis["ticktext"], *bars["customdata"]])
    lowest, highest = figure["layout"]["xaxis"]["range"]
    assert lowest < -100 < 300 < highest


def test_stacked_steps_that_are_cut_are_hatched() -> None:
    frame = DataFrame(
        {
            "day": [date(2025, 3, 3), date(2025, 3, 10)] * 2,
            "whom": ["a", "a", "b", "b"],
            "note": ["", "5 of 7 days"] * 2,
            "requested": [3, 1, 2, 2],
        }
    )
    figure = drawn(charts.stacked, frame, x="day", y=measure("requested"), series="whom")
    assert [bar["marker"]["pattern"]["shape"] for bar in figure["data"]] == [["", "/"]] * 2
    assert figure["data"][0]["customdata"][1] == "1 (5 of 7 days)"
    assert figure["layout"]["yaxis"]["range"][1] > 5


def test_cohorts_that_are_not_whole_have_a_ring() -> None:
    # 1 March 2025 was a Saturday; on the 9th, a Sunday, that day is not over
    march = Filters(date(2025, 2, 24), date(2025, 3, 9), data=WEEK.data)
    frame = steps(march, Grain.WEEK, requested=[4, 8], viewed_rate=[Decimal("0.5"), Decimal(1)])
    rates = [measure("stage_conversion", column="viewed_rate", label="Viewed of requested")]
    [tiles] = drawn(cohort_chart.draw, frame, rates)["data"]
    assert tiles["y"] == ["○ 3–9 Mar 2025 (8)", "24 Feb – 2 Mar 2025 (4)"]
    assert tiles["customdata"] == [[" (not over)"], [""]]
    assert drawn(cohort_chart.draw, frame.assign(requested=0), rates)["data"][0]["z"] == []


def test_who_grew_and_who_shrank_share_a_scale() -> None:
    frame = DataFrame(
        {
            "category": ["Cooks", "Tutors"],
            "requested": [400, 5],
            "requested_before": [100, 12],
        }
    )
    app = run(growth._movers, frame, "category", measure("requested"), WEEK)
    ranges = [
        json.loads(chart.proto.spec)["layout"]["xaxis"]["range"]
        for chart in app.get("plotly_chart")
    ]
    assert ranges == [[0.0, 375.0]] * 2
    assert [chart.proto.alt for chart in app.get("plotly_chart")] == [
        "Grew most, in requested: Cooks 300.",
        "Shrank most, in requested: Tutors 7.",
    ]


@given(
    st.floats(-1e15, 1e15) | st.sampled_from([5e-324, 1e-9, 1e300]),
    st.floats(-1e15, 1e15),
    st.sampled_from([ticks, count_ticks, duration_ticks]),
)
def test_ticks_cover_what_is_drawn(
    one: float, other: float, of: Callable[[float], list[float]]
) -> None:
    low, high = charts.extremes([one, other])
    at = spanning(of, low, high)
    assert at[0] <= low + 1e-12
    assert high - 1e-12 <= at[-1] * (1 + 1e-9)
    assert 0 in at
    assert at == sorted(set(at))
    assert len(at) <= 14


@pytest.mark.parametrize("highest", [math.inf, math.nan])
def test_ticks_of_what_is_no_number(highest: float) -> None:
    assert ticks(highest) == [0, 1]
