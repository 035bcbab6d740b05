"""A page made of the shared parts: header, key figures, charts, a table, explanations."""

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from dashboard.parts import charts, columns, line_chart, maps, page
from dashboard.parts.kpis import Kpi, row
from dashboard.parts.measures import measure
from dashboard.parts.tables import table
from queries.figures import Change
from queries.filters import Compare, Filters
from queries.periods import Period
from queries.steps import Step, Steps
from tests.dashboard.app import run

FILTERS = Filters(date(2025, 1, 1), date(2025, 1, 31), Compare.PREVIOUS)
GROSS = measure("gross_amount")


def days(number: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": [FILTERS.start + timedelta(days=place) for place in range(number)],
            "gross_amount": [Decimal(1000 + place) for place in range(number)],
            "method": ["UPI" if place % 2 else "CARD" for place in range(number)],
            "note": [""] * number,
        }
    )


def steps(number: int) -> pd.DataFrame:
    """Return as many days as `days`, as steps in time."""
    known = tuple(Step(day, day) for day in (Period(day, day) for day in days(number)["day"]))
    cut = Steps(known, tuple(step.counted.start for step in known), date.max)
    frame = days(number)
    return cut.described(frame.assign(first_day=frame["day"], last_day=frame["day"]))


@pytest.mark.parametrize("number", [0, 1, 31])
def test_every_part_shows_nothing_one_and_many(number: int) -> None:
    frame = days(number)

    def show() -> None:
        page.header("What do we earn?", "Customers paid **$5**.")
        row(
            [Kpi("gross_amount", frame["gross_amount"].sum(), None, list(frame["gross_amount"]))],
            FILTERS,
        )
        line_chart.draw(steps(number), y=GROSS, previous=steps(number), key="trend")
        charts.stacked(frame, x="day", y=GROSS, series="method", key="stacked")
        charts.ranking(frame, name="method", value=GROSS, key="ranking")
        charts.funnel(frame, stage="method", value=GROSS, key="funnel")
        table(frame, key="days", alt="Days", columns={"gross_amount": columns.number(GROSS)})
        page.explain("gross_amount")

    app = run(show)
    assert app.title[0].value == "What do we earn?"
    assert app.markdown[0].value == r"Customers paid **\$5**."
    assert len(app.get("plotly_chart")) == 4
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


@pytest.mark.parametrize(
    ("change", "delta"),
    [
        (Change(Decimal("1234567.50"), Decimal(1000000), True), "+23.5%"),
        (Change(Decimal("1234567.50"), Decimal(0), True), "new"),
        (Change(Decimal("1234567.50"), None, False), "no data"),
        (None, ""),
    ],
)
def test_a_key_figure_is_short_and_its_help_exact(change: Change | None, delta: str) -> None:
    [shown] = run(row, [Kpi("gross_amount", Decimal("1234567.50"), change)], FILTERS).metric
    assert (shown.label, shown.value, shown.delta) == (GROSS.label, "₹12.3 L", delta)
    assert shown.help.startswith("**₹12,34,567.50**")


def test_an_empty_page_says_what_to_widen() -> None:
    filters = Filters(FILTERS.start, FILTERS.end, district=("Lucknow",))
    assert run(page.empty, "bookings", filters).info[0].value == (
        "No bookings in Lucknow between 1 Jan 2025 and 31 Jan 2025. "
        "Widen the dates, or take a filter away."
    )


def test_map_colours_split_the_places_evenly_and_the_legend_says_where() -> None:
    # Ten values in five classes: two each, by lower quantiles.
    colors = maps.scale(pd.Series([0, *range(1, 11)]), measure("searches"))
    assert colors.breaks == (1.0, 2.0, 4.0, 6.0, 8.0)
    legend = maps.legend(colors)
    assert [f"from {lowest}" in legend for lowest in (1, 2, 4, 6, 8)] == [True] * 5
    assert colors.color(None) == colors.color(0) == maps.NONE
    assert colors.color(3) == colors.color(2) != colors.color(4)


def test_a_map_of_nothing_is_grey() -> None:
    colors = maps.scale(pd.Series([0, None]), measure("searches"))
    assert colors.breaks == ()
    assert colors.color(0) == maps.NONE
