"""Choices that belong to one panel, not to the whole screen.

What is read depends on them, so what is chosen is known before the control is shown. It stays
chosen while the control is in a tab that is not open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import streamlit as st

from dashboard.parts import measures
from dashboard.parts.session import remembered
from queries.grain import Grain, fitting, offered

GRAINS = {
    Grain.DAY: "Days",
    Grain.WEEK: "Weeks",
    Grain.MONTH: "Months",
    Grain.QUARTER: "Quarters",
    Grain.YEAR: "Years",
}
T = TypeVar("T")


@dataclass(frozen=True)
class Control(Generic[T]):
    """One of several; `options` says what each is called."""

    key: str
    label: str
    options: Mapping[T, str]
    default: T

    def chosen(self) -> T:
        """Return what is chosen: the default where nothing is, or where it is offered no more."""
        chosen = remembered(self.key)
        if chosen is not None and chosen not in self.options:
            st.session_state.pop(self.key, None)
        if chosen not in self.options:
            return self.default
        return next(option for option in self.options if option == chosen)


@dataclass(frozen=True)
class Segments(Control[T]):
    """Options side by side."""

    is_labelled: bool = False

    def show(self) -> T:
        """Let people choose, and return what is chosen."""
        chosen = self.chosen()
        st.segmented_control(
            self.label,
            list(self.options),
            default=self.default,
            required=True,
            format_func=self.options.__getitem__,
            key=self.key,
            persist_state="page",
            label_visibility="visible" if self.is_labelled else "collapsed",
        )
        return chosen


@dataclass(frozen=True)
class Select(Control[T]):
    """Options in a box to open, with their label above."""

    width: int | Literal["stretch"] = "stretch"

    def show(self) -> T:
        """Let people choose, and return what is chosen."""
        chosen, options = self.chosen(), list(self.options)
        st.selectbox(
            self.label,
            options,
            index=options.index(self.default),
            format_func=self.options.__getitem__,
            key=self.key,
            persist_state="page",
            width=self.width,
        )
        return chosen


def grains(days: int, key: str, default: Grain | None = None) -> Segments[Grain]:
    """Return the steps into which so many days may be cut; at first, into those that fit."""
    options = {grain: GRAINS[grain] for grain in offered(days)}
    return Segments(key, "Step in time", options, default or fitting(days))


def metrics(names: Sequence[str], key: str) -> Segments[str]:
    """Return several metrics of the catalog; at first the first."""
    options = {name: measures.measure(name).label for name in names}
    return Segments(key, "Measure", options, names[0])
