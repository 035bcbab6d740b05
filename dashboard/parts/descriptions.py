"""What a chart shows in one sentence, for those who hear the screen instead of seeing it."""

from typing import Any

import pandas as pd

from dashboard.parts import format
from dashboard.parts.measures import Measure
from dashboard.parts.steps import rows
from queries.steps import note

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_NAMED = 5


def trend(frame: pd.DataFrame, x: str, y: Measure) -> str:
    """Return the lowest, highest and last value of a line, with their days, and which steps are
    incomplete.
    """
    points = [
        (day, value)
        for day, value in zip(frame[x], frame[y.column], strict=True)
        if not format.is_missing(value)
    ]
    if not points:
        return f"{y.label}: no data."
    low = min(points, key=lambda point: point[1])
    high = max(points, key=lambda point: point[1])
    said = ", ".join(
        f"{word} {y.notation.short(value)} on {format.day(day)}"
        for word, (day, value) in (("lowest", low), ("highest", high), ("last", points[-1]))
    )
    days = f"from {format.day(points[0][0])} to {format.day(points[-1][0])}"
    return f"{y.label} {days}: {said}.{_incomplete(frame)}"


def _incomplete(steps: pd.DataFrame) -> str:
    """Return which steps are not whole, and what they lack."""
    said = ", ".join(
        f"{format.period(step.first_day, step.last_day)} ({note(step)})"
        for step in rows(steps[~steps["is_whole"]])
    )
    return f" Incomplete: {said}." if said else ""


def shares(totals: "pd.Series[Any]", y: Measure) -> str:
    """Return the total of each series, in their order."""
    return _list(f"{y.label}, in all", totals.index.to_list(), totals.to_list(), y)


def ranking(frame: pd.DataFrame, name: str, value: Measure) -> str:
    """Return the first bars and their values."""
    return _list(value.label, frame[name].to_list(), frame[value.column].to_list(), value)


def funnel(frame: pd.DataFrame, stage: str, value: Measure) -> str:
    """Return every stage with its count."""
    stages, counts = frame[stage].to_list(), frame[value.column].to_list()
    return _list(value.label, stages, counts, value, most=len(stages))


def heatmap(frame: pd.DataFrame, weekday: str, hour: str, value: Measure) -> str:
    """Return when there is most."""
    known = frame[frame[value.column].notna()]
    if known.empty:
        return f"{value.label}: no data."
    rows = zip(known[weekday], known[hour], known[value.column], strict=True)
    day, begins, most = max(rows, key=lambda row: row[2])
    when = f"{WEEKDAYS[int(day) - 1]} from {int(begins):02d}:00"
    return f"{value.label} by weekday and hour: most on {when}, {value.notation.short(most)}."


def _list(
    label: str, names: list[Any], values: list[Any], measure: Measure, most: int = MOST_NAMED
) -> str:
    if not names:
        return f"{label}: no data."
    pairs = list(zip(names, values, strict=True))
    said = ", ".join(f"{name} {measure.notation.short(value)}" for name, value in pairs[:most])
    more = f" and {len(pairs) - most} more" if len(pairs) > most else ""
    return f"{label}: {said}{more}."
