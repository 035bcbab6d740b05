"""The last minutes as bars: searches that found somebody, and those that did not."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pandas import DataFrame

from dashboard.parts import charts, descriptions, format
from dashboard.parts.drawing import Drawing, Trace, trace
from dashboard.parts.measures import Measure
from queries.settings import settings

SEARCHES = Measure("searches", "Searches", format.COUNT)
MARKED_EVERY = 5
"""Minutes between two marks of the axis."""


def draw(minutes: DataFrame, key: str) -> None:
    """Draw a bar for each minute, what found nothing on top."""
    found = minutes["searches"] - minutes["zero_results"]
    moments = [_clock(minute) for minute in minutes["minute"]]
    figure = Drawing(
        [
            _bars(moments, list(found), "Found somebody"),
            _bars(moments, list(minutes["zero_results"]), "Found nothing"),
        ]
    )
    figure.lay_out(barmode="stack", bargap=0.15)
    figure.x_axis(type="category", showgrid=False, tickvals=moments[::-MARKED_EVERY])
    charts.value_axis(figure, minutes["searches"], SEARCHES)
    charts.draw(figure, key=key, alt=_said(minutes, moments))


def _bars(moments: list[str], values: list[int], name: str) -> Trace:
    return trace("bar", x=moments, y=charts.numbers(values), name=name, hovertemplate="%{y}")


def _clock(minute: datetime) -> str:
    return f"{minute.astimezone(ZoneInfo(settings().timezone)):%H:%M}"


def _said(minutes: DataFrame, moments: list[str]) -> str:
    named = minutes.assign(clock=moments)
    most_first = named.sort_values(["searches", "clock"], ascending=[False, False])
    return descriptions.ranking(most_first.head(5), "clock", SEARCHES)
