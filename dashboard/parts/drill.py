"""One level deeper: what a bar, a point or a row stands for is seen alone, by a click on it.

What can be narrowed goes into the link, with the way back. What no filter can say, as a stage or a
method of payment, opens its rows.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard.parts import format, link, visitor
from dashboard.parts.alone import concerns_all
from dashboard.parts.controls import STEP
from dashboard.parts.descriptions import WEEKDAYS
from dashboard.parts.steps import rows
from queries.filters import CHOICES, Filters
from queries.grain import Grain, fitting
from queries.metrics.question import Where
from queries.people import Right
from queries.periods import Period

FINER = {
    Grain.YEAR: Grain.MONTH,
    Grain.QUARTER: Grain.MONTH,
    Grain.MONTH: Grain.DAY,
    Grain.WEEK: Grain.DAY,
}
"""The steps into which a step falls that is seen alone."""

PERIOD = "period"
"""What links call the days."""

BEHIND = "part_whose_rows_are_shown"
"""Where the session keeps which part of which panel shows its rows."""

PHONE = "Mobi"
"""What browsers of phones call themselves: there, a chart that takes clicks would not let people
scroll over it."""


@dataclass(frozen=True)
class Part:
    """Part of what is shown: its name, of which rows it is made, what narrows the page to it."""

    label: str
    where: Where = ()
    days: Period | None = None
    metric: str | None = None
    """The number whose rows these are, where it is one alone."""

    changes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Parameters of the link, what is narrowed first; none where no filter can say this."""

    is_chosen: bool = False
    """Whether the page is narrowed to it already."""

    @property
    def digest(self) -> str:
        """A key of this part."""
        return _digest(self)


@dataclass(frozen=True)
class Parts:
    """What the points of a chart or the rows of a table stand for, in their order; None where that
    cannot be seen alone. `place` is the name of their panel on the page.
    """

    place: str
    each: tuple[Part | None, ...]

    @property
    def known(self) -> dict[str, Part]:
        """The parts that can be looked into, by their labels."""
        may_see_rows = visitor.may(Right.ROWS)
        return {part.label: part for part in self.each if part and (part.changes or may_see_rows)}

    @property
    def digest(self) -> str:
        """A key of these parts in this order, and of whose rows are shown: what was chosen before
        either changed is chosen no more.
        """
        return _digest((self.each, behind(self)))


def values(place: str, name: str, frame: DataFrame, label: str, filters: Filters) -> Parts:
    """Return the rows of a frame as values of the dimension `name`; ids are in the column `key`,
    or are what the column `name` says.
    """
    ids = frame["key"] if "key" in frame else frame[name]
    chosen = getattr(filters, name, None)
    each = (
        _value(name, value, said, is_chosen=chosen == (value,))
        for value, said in zip(ids, frame[label], strict=True)
    )
    return Parts(place, tuple(each))


def _value(name: str, value: Any, label: object, *, is_chosen: bool) -> Part | None:
    if format.is_missing(value):
        return None
    changes = ((name, (str(value),)),) if name in CHOICES else ()
    return Part(str(label), ((name, str(value)),), changes=changes, is_chosen=is_chosen)


def numbers(place: str, labels: Mapping[str, str]) -> Parts:
    """Return numbers, by their names, as parts of a whole: of each the rows can be seen."""
    return Parts(place, tuple(Part(label, metric=name) for name, label in labels.items()))


def hours(place: str, frame: DataFrame) -> Parts:
    """Return the rows of a frame as hours of a weekday (1 is Monday), whose rows can be seen."""
    pairs = zip(frame["weekday"], frame["hour"], strict=True)
    return Parts(place, tuple(_hour(int(weekday), int(hour)) for weekday, hour in pairs))


def _hour(weekday: int, hour: int) -> Part:
    said = f"{WEEKDAYS[weekday - 1]} {hour:02d}:00"
    return Part(said, (("weekday", str(weekday)), ("hour", str(hour))))


def steps(place: str, frame: DataFrame, filters: Filters, grain: Grain, param: str = STEP) -> Parts:
    """Return the steps of a frame as periods; `param` is what links call how they are cut."""
    days = (Period(step.first_day, step.last_day) for step in rows(frame))
    return Parts(place, tuple(_step(each, filters, grain, param) for each in days))


def _step(days: Period, filters: Filters, grain: Grain, param: str) -> Part:
    said, is_chosen = format.period(days.start, days.end), days == filters.period
    if is_chosen and not _places(PERIOD):
        return Part(said, (), days)  # there is nothing wider to go back to
    is_of_calendar = grain in FINER and grain.begin(days.start) == days.start
    finer = FINER.get(grain)
    changes = {
        PERIOD: (),
        "from": (str(days.start),),
        "to": (str(days.end),),
        "unit": (grain.value,) if is_of_calendar else (),
        param: (finer.value,) if finer and finer != fitting(days.days) else (),
    }
    return Part(said, (), days, None, tuple(changes.items()), is_chosen)


def clicks(key: str, parts: Parts | None) -> dict[str, Any]:
    """Return what makes a chart take clicks, with a key of its own; only its key where it takes
    none.
    """
    if parts is None or not parts.known or PHONE in st.context.headers.get("User-Agent", ""):
        return {"key": key}
    named = f"{key}_{parts.digest}_drilled"
    return {"key": named, "on_select": _acting(named, "point_indices", parts)} | {
        "selection_mode": "points"
    }


def shapes(key: str, layer: str, parts: Parts | None) -> dict[str, Any]:
    """Return what makes the shapes of a layer of a map take clicks, with a key of its own."""
    if parts is None or not parts.known:
        return {"key": key}
    named = f"{key}_{parts.digest}"

    def act() -> None:
        chosen = st.session_state[named]["selection"]["indices"].get(layer, ())
        _choose_one(parts, chosen)

    return {"key": named, "on_select": act, "selection_mode": "single-object"}


def choices(key: str, parts: Parts) -> dict[str, Any]:
    """Return what lets people choose rows of a table, with a key of its own."""
    named = f"{key}_{parts.digest}"
    return {"key": named, "on_select": _acting(named, "rows", parts)}


def names(key: str, parts: Parts) -> dict[str, Any]:
    """Return what makes the names in a table take clicks, with a key of their own."""
    named = f"{key}_{parts.digest}"

    def act() -> None:
        _choose_one(parts, [st.session_state[named]["row"]])

    return {"key": named, "on_click": act}


def _acting(key: str, of: str, parts: Parts) -> Callable[[], None]:
    def act() -> None:
        _choose_one(parts, st.session_state[key]["selection"][of])

    return act


def _choose_one(parts: Parts, chosen: Sequence[int]) -> None:
    """Choose the first of the points that somebody chose; none where there is no such point."""
    if chosen and chosen[0] < len(parts.each):
        choose(parts, parts.each[chosen[0]])


def choose(parts: Parts, part: Part | None) -> None:
    """Narrow the page to a part, else show its rows; or go back where it is chosen already."""
    if part is None:
        return
    if not part.changes:
        turn_rows(parts, part)
        return
    if part.is_chosen:
        _widen(part)
    else:
        link.narrow(dict(part.changes))
    concerns_all()


def show_rows(parts: Parts, part: Part) -> None:
    """Show the rows of a part of a panel."""
    st.session_state[BEHIND] = (parts.place, part)


def turn_rows(parts: Parts, part: Part) -> None:
    """Show the rows of a part of a panel, or none where these are shown."""
    if behind(parts) == part:
        hide_rows()
    else:
        show_rows(parts, part)


def hide_rows() -> None:
    """Show no rows of a part any more."""
    st.session_state[BEHIND] = None


def behind(parts: Parts) -> Part | None:
    """Return the part of a panel whose rows are asked for."""
    asked = st.session_state.get(BEHIND)
    place, part = asked or ("", None)
    return part if place == parts.place and part in parts.each else None


def _widen(part: Part) -> None:
    """Go back to before the page was narrowed to a part; a filter that was set by hand is reset."""
    name = part.changes[0][0]
    places = _places(name)
    if places:
        link.widen(places[-1])
    elif name in CHOICES:
        link.change({name: ()})


def _places(name: str) -> list[int]:
    """Return at which places of the trail a parameter was narrowed."""
    return [place for place, step in enumerate(link.trail()) if link.narrowed(step) == name]


def _digest(of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()[:16]
