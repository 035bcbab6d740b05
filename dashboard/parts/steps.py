"""Steps in time as people read them: from when to when, and what is missing of each."""

from typing import Any

from pandas import DataFrame

from dashboard.parts import columns, format
from dashboard.parts.columns import Column


def note(step: Any) -> str:
    """Return what a step lacks, nothing for a whole one: `5 of 7 days`, `not over`."""
    said = []
    if step.counted_days < step.whole_days:
        said.append(f"{step.counted_days} of {format.plural(step.whole_days, 'day')}")
    if not step.is_over:
        said.append("not over")
    return ", ".join(said)


def rows(frame: DataFrame) -> list[Any]:
    """Return the steps of a frame one by one, with an attribute for each column."""
    return list(frame.itertuples())


def noted(frame: DataFrame) -> DataFrame:
    """Return steps with the column `note`."""
    return frame.assign(note=[note(step) for step in rows(frame)])


def days() -> dict[str, Column]:
    """Return the columns that say what the steps of a `noted` frame are."""
    return {
        "first_day": columns.day("From"),
        "last_day": columns.day("To"),
        "note": columns.text("Incomplete"),
    }
