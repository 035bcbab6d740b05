"""Steps in time as people read them: from when to when, and what is missing of each."""

from typing import Any

from pandas import DataFrame

from dashboard.parts import columns
from dashboard.parts.columns import Column


def rows(frame: DataFrame) -> list[Any]:
    """Return the steps of a frame one by one, with an attribute for each column."""
    return list(frame.itertuples())


def days() -> dict[str, Column]:
    """Return the columns that say what the steps of a `noted` frame are."""
    return {
        "first_day": columns.day("From"),
        "last_day": columns.day("To"),
        "note": columns.text("Incomplete"),
    }
