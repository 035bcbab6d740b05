"""Choices that belong to one panel, not to the whole screen. Links say what is chosen.

What is read depends on them, so what is chosen is known before the control is shown. It stays
chosen while the control is in a tab that is not open.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import streamlit as st

from dashboard.parts import link, measures
from queries.grain import Grain, fitting, offered

GRAINS = {
    Grain.DAY: "Days",
    Grain.WEEK: "Weeks",
    Grain.MONTH: "Months",
    Grain.QUARTER: "Quarters",
    Grain.YEAR: "Years",
}
TAB, MEASURE, STEP = "tab", "measure", "step"
"""What links call the part in front, what is drawn over time, and in which steps."""

LONGEST_TEXT = 200

T = TypeVar("T")


@dataclass(frozen=True)
class Control(Generic[T]):
    """One of several; `options` says what each is called.

    `param` is what the link calls it. `known` are values that mean something, but not now.
    """

    key: str
    param: str
    label: str
    options: Mapping[T, str]
    default: T
    known: Collection[str] = ()

    def chosen(self) -> T:
        """Return what the link says: the default where it says nothing that is offered."""
        given = link.value(self.param)
        for option in self.options:
            if given and option == given:
                return option
        if given:
            link.refuse(self.param, given, is_known=given in self.known)
        return self.default

    def seeded(self) -> T:
        """Return what is chosen, and let the widget say it."""
        chosen = self.chosen()
        link.tell()
        seed(self.key, chosen)
        return chosen

    def choose(self) -> None:
        """Write what the widget says into the link; what is chosen at first needs no words."""
        chosen = st.session_state[self.key]
        link.change({self.param: "" if chosen == self.default else str(chosen)})


@dataclass(frozen=True)
class Segments(Control[T]):
    """Options side by side."""

    is_labelled: bool = False

    def show(self) -> T:
        """Let people choose, and return what is chosen."""
        chosen = self.seeded()
        st.segmented_control(
            self.label,
            list(self.options),
            required=True,
            format_func=self.options.__getitem__,
            key=self.key,
            on_change=self.choose,
            label_visibility="visible" if self.is_labelled else "collapsed",
        )
        return chosen


@dataclass(frozen=True)
class Select(Control[T]):
    """Options in a box to open, with their label above."""

    width: int | Literal["stretch"] = "stretch"

    def show(self) -> T:
        """Let people choose, and return what is chosen."""
        chosen = self.seeded()
        st.selectbox(
            self.label,
            list(self.options),
            format_func=self.options.__getitem__,
            key=self.key,
            on_change=self.choose,
            width=self.width,
        )
        return chosen


@dataclass(frozen=True)
class Tabs(Control[str]):
    """Parts of a screen, of which one is in front: only that is read and drawn.

    Each option is called as its tab.
    """

    def show(self, *draw: Callable[[], object]) -> None:
        """Show the tabs; what `draw` puts into the one in front is at its place."""
        names = list(self.options.values())
        seed(self.key, self.options[self.chosen()])
        link.tell()
        parts = st.tabs(names, key=self.key, on_change=self.choose)
        for part, each in zip(parts, draw, strict=True):
            if part.open:
                with part:
                    each()

    def choose(self) -> None:
        """Write which part is in front into the link."""
        name = st.session_state[self.key]
        code = next(code for code, called in self.options.items() if called == name)
        link.change({self.param: "" if code == self.default else code})


def tabs(screen: str, options: Mapping[str, str]) -> Tabs:
    """Return the parts of a screen; at first the first is in front."""
    return Tabs(f"{screen}_tab", TAB, "", options, next(iter(options)))


def text(key: str, param: str, label: str, **how: Any) -> str:
    """Let people type what they look for, and return it."""
    typed = typed_text(param)
    seed(key, typed)

    def choose() -> None:
        link.change({param: st.session_state[key]})

    st.text_input(label, key=key, max_chars=LONGEST_TEXT, on_change=choose, **how)
    return typed


def typed_text(param: str) -> str:
    """Return the text that the link says, as far as one may be typed."""
    return link.value(param)[:LONGEST_TEXT]


def seed(key: str, value: object) -> None:
    """Let the widget of this key say a value, whatever it said before."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def grains(days: int, key: str, default: Grain | None = None, param: str = STEP) -> Segments[Grain]:
    """Return the steps into which so many days may be cut; at first, into those that fit."""
    options = {grain: GRAINS[grain] for grain in offered(days)}
    return Segments(key, param, "Step in time", options, default or fitting(days), [*Grain])


def metrics(names: Sequence[str], key: str, param: str = MEASURE) -> Segments[str]:
    """Return several metrics of the catalog; at first the first."""
    options = {name: measures.measure(name).label for name in names}
    return Segments(key, param, "Measure", options, names[0])
