"""The kinds of table columns: how each is labelled, written and sorted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.parts.measures import Measure


@dataclass(frozen=True)
class Column:
    """One column of a table: its label, Streamlit's configuration, and how a value is written."""

    label: str
    config: Any
    write: Callable[[object], str] | None = None
    """Text of a number on the screen; it still sorts, and leaves as CSV, as the number it is."""

    unit: str = ""
    """What the bare number counts: a file has no other way to say it."""

    currency_in: str | None = None
    """The column beside it that names the currency of each amount, where rows have their own."""

    words: Mapping[str, str] | None = None
    """What a file calls values that the screen has in words already."""

    missing: str | None = None
    """What it calls what is missing."""

    adds_up: bool = False
    """Whether its numbers may be added up."""

    is_drawn: bool = False
    """Whether its values are pictures."""

    is_identity: bool = False
    """Whether it says which thing a row is about, so that people can choose the row."""

    @property
    def is_number(self) -> bool:
        """Return whether its values are numbers, which stand at the right."""
        return self.config["type_config"]["type"] in {"number", "progress"}

    @property
    def is_text(self) -> bool:
        """Return whether its values are words, and so may be links."""
        return bool(self.config["type_config"]["type"] == "text")

    @property
    def header(self) -> str:
        """Return the label with the unit, as a file shows it: `Gross (INR)`."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


def number(measure: Measure) -> Column:
    """Return the column of a measure, with its label, help and notation."""
    config = st.column_config.NumberColumn(help=measure.help)
    written = measure.notation
    return Column(measure.label, config, written.full, written.unit, adds_up=measure.adds_up)


def amount_in_its_own(measure: Measure, currency: str) -> Column:
    """Return a column of amounts each in the currency that the column `currency` names."""
    config = st.column_config.NumberColumn(help=measure.help)
    return Column(measure.label, config, currency_in=currency)


def text(
    label: str,
    width: int | None = None,
    *,
    pinned: bool = False,
    words: Mapping[str, str] | None = None,
    missing: str | None = None,
) -> Column:
    """Return a column of text; a pinned one stays in sight."""
    config = st.column_config.TextColumn(width=width, pinned=pinned)
    return Column(label, config, words=words, missing=missing)


def identity(label: str) -> Column:
    """Return the column of ids by which people choose rows, whatever these are called."""
    return Column(label, st.column_config.TextColumn(), is_identity=True)


def day(label: str) -> Column:
    """Return a column of days."""
    return Column(label, st.column_config.DateColumn(format="D MMM YYYY"))


def moment(label: str) -> Column:
    """Return a column of moments, written in the business time zone."""
    return Column(label, st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"))


def bar(label: str, maximum: float, help: str | None = None, unit: str = "") -> Column:
    """Return a column of numbers from 0 to `maximum`, drawn as bars."""
    config = st.column_config.ProgressColumn(
        help=help, min_value=0, max_value=maximum, format="%.1f", color="blue"
    )
    return Column(label, config, unit=unit)


def sparkline(label: str, help: str | None = None, unit: str = "") -> Column:
    """Return a column whose cells are lists of numbers, drawn as small lines from zero."""
    config = st.column_config.AreaChartColumn(help=help, y_min=0, color="blue")
    return Column(label, config, unit=unit, is_drawn=True)


def link(label: str, shown: str = "Open") -> Column:
    """Return a column of addresses, each shown as the same short text."""
    return Column(label, st.column_config.LinkColumn(display_text=shown))
