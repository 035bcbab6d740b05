"""The shared filters as a link says them: `?period=last_month&compare=year&district=Lucknow`.

A named period stays relative: the link means the same rule on another day. Days that somebody chose
are `from=2025-01-01&to=2025-01-31`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.parts import format
from dashboard.parts.link import no_such, quoted
from queries.filters import CHOICES, Available, Compare, Filters
from queries.periods import Period, Unit
from queries.presets import USUAL, Preset, days_until

DAYS = ("period", "from", "to", "unit")
KEYS = (*DAYS, "compare", "against", *CHOICES)
USUAL_DAYS = 30
MOST_TOLD = 3
"""Values of one filter that are named in messages before they are only counted."""

Params = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Chosen:
    """The days of a link, what they are meant as, and by which rule they were found, if by any."""

    period: Period
    unit: Unit | None
    preset: Preset | None = None


def parse(params: Params, available: Available) -> tuple[Filters, list[str]]:
    """Return the filters of a link, and one message for each value that could not be used.

    Never raises: what cannot be used is replaced by its default, and the message names it.
    """
    problems: list[str] = []
    days = _days(params, available, problems)
    compare, against = _comparison(params, problems)
    chosen: dict[str, Any] = {name: _beside(params, name, available, problems) for name in CHOICES}
    filters = Filters(
        days.period.start,
        days.period.end,
        compare,
        unit=days.unit,
        preset=days.preset,
        against=against,
        data=available.data,
        **chosen,
    )
    return filters, problems


def to_params(filters: Filters) -> dict[str, list[str]]:
    """Return the parameters of a link that reopens these filters; what is not set is left out."""
    against = filters.against if filters.compare is Compare.CUSTOM else None
    params = {
        **days_of(filters, is_fixed=filters.preset is None),
        "compare": [filters.compare.value],
        "against": [str(against)] if against else [],
        **{name: _unless_usual(filters, name) for name in CHOICES},
    }
    return {key: values for key, values in params.items() if values}


def days_of(filters: Filters, *, is_fixed: bool) -> dict[str, list[str]]:
    """Return the days of filters as parameters: the rule, or the dates that it means now."""
    if not is_fixed and filters.preset:
        return {"period": [filters.preset.value], "from": [], "to": [], "unit": []}
    unit = [filters.unit.value] if filters.unit else []
    dates = {"from": [str(filters.start)], "to": [str(filters.end)]}
    return {"period": [], **dates, "unit": unit}


def presets(available: Available) -> list[Preset]:
    """Return the named periods that hold data."""
    return [preset for preset in Preset if preset.days(available.data)]


def _unless_usual(filters: Filters, name: str) -> list[str]:
    chosen = getattr(filters, name)
    if isinstance(chosen, tuple):
        return [*chosen]
    return [] if chosen == CHOICES[name].default else [chosen]


def _days(params: Params, available: Available, problems: list[str]) -> Chosen:
    """Return the asked days, cut to those with data; the usual ones where they make no sense."""
    name = _one_of(params, "period", [*Preset], problems)
    if name:
        return _named(Preset(name), available, problems)
    if _texts(params, "from") or _texts(params, "to"):
        return _dates(params, available, problems)
    return _usual(available)


def _named(preset: Preset, available: Available, problems: list[str]) -> Chosen:
    period = preset.days(available.data)
    if period is None:
        problems.append(f"There is no data of the period {quoted(preset.value)}.")
        return _usual(available)
    return Chosen(period, preset.unit, preset)


def _usual(available: Available) -> Chosen:
    period = USUAL.days(available.data)
    assert period, "the day of as-of is a day of data"
    return Chosen(period, USUAL.unit, USUAL)


def _dates(params: Params, available: Available, problems: list[str]) -> Chosen:
    data = available.data
    unit = _one_of(params, "unit", [*Unit], problems)
    start = _day(params, "from", problems)
    end = _day(params, "to", problems) or (data.end if start else None)
    if end is None:
        return _usual(available)
    asked = Period(start or days_until(end, USUAL_DAYS).start, end)
    said = format.period(asked.start, asked.end)
    if asked.days < 1:
        first, last = format.day(asked.start), format.day(end)
        problems.append(f"The dates are reversed: {first} is after {last}.")
        return _usual(available)
    if asked.start > data.end or end < data.start:
        problems.append(f"There is no data for {said}.")
        return _usual(available)
    if (start and asked.start < data.start) or end > data.end:
        problems.append(f"There is data only for {format.period(data.start, data.end)}.")
    cut = Period(max(asked.start, data.start), min(end, data.end))
    return Chosen(cut, Unit(unit) if unit else None)


def _comparison(params: Params, problems: list[str]) -> tuple[Compare, date | None]:
    """Return what is compared with, and from which day where somebody chose that."""
    compare = Compare(_one_of(params, "compare", [*Compare], problems) or Compare.PREVIOUS)
    if compare is not Compare.CUSTOM:
        return compare, None
    against = _day(params, "against", problems)
    if against:
        return compare, against
    problems.append("The link does not say with which days to compare: it is the period before.")
    return Compare.PREVIOUS, None


def _beside(
    params: Params, name: str, available: Available, problems: list[str]
) -> tuple[str, ...] | str | None:
    choice = CHOICES[name]
    known = [*choice.known(available)]
    if not choice.everything:
        return _one_of(params, name, known, problems) or choice.usual(available)
    asked = _texts(params, name)
    unknown = [text for text in dict.fromkeys(asked) if text not in known]
    problems += [no_such(name, text) for text in unknown[:MOST_TOLD]]
    if len(unknown) > MOST_TOLD:
        problems.append(f"Nor are there {len(unknown) - MOST_TOLD} more that the link names.")
    return tuple(value for value in known if value in asked)


def _texts(params: Params, key: str) -> list[str]:
    given = params.get(key) or ()
    return [text for text in ([given] if isinstance(given, str) else given) if text]


def _day(params: Params, key: str, problems: list[str]) -> date | None:
    for text in _texts(params, key)[-1:]:
        try:
            return date.fromisoformat(text)
        except ValueError:
            problems.append(
                f"{quoted(text)} is not a date like 2025-01-31, so `{key}` was ignored."
            )
    return None


def _one_of(params: Params, key: str, known: Sequence[str], problems: list[str]) -> str | None:
    """Return the value of a parameter, the last of several, where it is one of those known."""
    for text in _texts(params, key)[-1:]:
        if text in known:
            return text
        problems.append(no_such(key, text))
    return None
