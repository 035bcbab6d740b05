"""The shared filters as a link says them: `?from=2025-01-01&to=2025-01-31&compare=previous`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.parts import format
from queries.filters import CHOICES, Available, Compare, Filters
from queries.periods import ONE_DAY, Period, Unit, just_before, last_of_month

KEYS = ("from", "to", "unit", "compare", *CHOICES)
CUSTOM = "Custom"
DEFAULT_DAYS = 30


@dataclass(frozen=True)
class Preset:
    """A period that has a name, and what its days are meant as."""

    period: Period
    unit: Unit


def parse(params: Mapping[str, str], available: Available) -> tuple[Filters, list[str]]:
    """Return the filters of a link, and one message for each value that could not be used.

    Never raises: what cannot be used is replaced by its default, and the message names it.
    """
    problems: list[str] = []
    period, unit = _period(params, available, problems)
    compare = _one_of(params, "compare", [*Compare], problems) or Compare.PREVIOUS
    chosen: dict[str, Any] = {
        name: _one_of(params, name, [*choice.known(available)], problems) or choice.usual(available)
        for name, choice in CHOICES.items()
    }
    filters = Filters(
        start=period.start,
        end=period.end,
        compare=Compare(compare),
        unit=unit,
        data=available.data,
        **chosen,
    )
    return filters, problems


def to_params(filters: Filters) -> dict[str, str]:
    """Return the parameters of a link that reopens these filters; what is not set is left out."""
    params = {
        "from": filters.start.isoformat(),
        "to": filters.end.isoformat(),
        "unit": filters.unit and filters.unit.value,
        "compare": filters.compare.value,
        **{name: _unless_usual(filters, name) for name in CHOICES},
    }
    return {key: value for key, value in params.items() if value is not None}


def presets(available: Available) -> dict[str, Preset]:
    """Return the named periods that hold data, cut to the days there are.

    They end with the day of as-of, whatever days rows carry.
    """
    last = available.last_day
    month = last.replace(day=1)
    named = {
        "Last 7 days": Preset(_days_until(last, 7), Unit.DAYS),
        "Last 30 days": Preset(_days_until(last, 30), Unit.DAYS),
        "Last 90 days": Preset(_days_until(last, 90), Unit.DAYS),
        "This month": Preset(Period(month, last_of_month(last)), Unit.MONTH),
        "Last month": Preset(_month_of(month - ONE_DAY), Unit.MONTH),
        "This financial year": Preset(financial_year(last), Unit.YEAR),
        "All time": Preset(available.data, Unit.DAYS),
    }
    return {
        name: Preset(_cut(preset.period, available), preset.unit)
        for name, preset in named.items()
        if preset.period.end >= available.first_day
    }


def financial_year(day: date) -> Period:
    """Return the Indian financial year that holds the day: 1 April to 31 March.

    >>> financial_year(date(2025, 3, 31))
    Period(start=datetime.date(2024, 4, 1), end=datetime.date(2025, 3, 31))
    """
    first = day.year if day.month >= 4 else day.year - 1
    return Period(date(first, 4, 1), date(first + 1, 3, 31))


def preset_of(filters: Filters, available: Available) -> str:
    """Return the name of the preset with exactly these days, compared alike, or `Custom`."""
    shift = just_before(filters.period, filters.unit)
    return next(
        (
            name
            for name, preset in presets(available).items()
            if preset.period == filters.period and just_before(preset.period, preset.unit) == shift
        ),
        CUSTOM,
    )


def _unless_usual(filters: Filters, name: str) -> str | None:
    value: str | None = getattr(filters, name)
    return None if value == CHOICES[name].default else value


def _period(
    params: Mapping[str, str], available: Available, problems: list[str]
) -> tuple[Period, Unit | None]:
    """Return the asked days, cut to those with data; the last 30 where they make no sense."""
    data = available.data
    default = _cut(_days_until(data.end, DEFAULT_DAYS), available), Unit.DAYS
    unit = _one_of(params, "unit", [*Unit], problems)
    start = _day(params, "from", problems)
    end = _day(params, "to", problems) or (data.end if start else None)
    if end is None:
        return default
    asked = Period(start or _days_until(end, DEFAULT_DAYS).start, end)
    said = format.period(asked.start, asked.end)
    if asked.days < 1:
        first, last = format.day(asked.start), format.day(end)
        problems.append(f"The dates are reversed: {first} is after {last}.")
        return default
    if asked.start > data.end or end < data.start:
        problems.append(f"There is no data for {said}.")
        return default
    if (start and asked.start < data.start) or end > data.end:
        problems.append(f"There is data only for {format.period(data.start, data.end)}.")
    return _cut(asked, available), Unit(unit) if unit else None


def _days_until(last: date, days: int) -> Period:
    return Period(date.fromordinal(max(last.toordinal() - days + 1, 1)), last)


def _month_of(day: date) -> Period:
    return Period(day.replace(day=1), last_of_month(day))


def _cut(period: Period, available: Available) -> Period:
    """Return the days of a period of which there may be data."""
    data = available.data
    return Period(max(period.start, data.start), min(period.end, data.end))


def _day(params: Mapping[str, str], key: str, problems: list[str]) -> date | None:
    text = params.get(key)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(f"{_quoted(text)} is not a date like 2025-01-31, so `{key}` was ignored.")
        return None


def _one_of(
    params: Mapping[str, str], key: str, known: list[str], problems: list[str]
) -> str | None:
    text = params.get(key)
    if not text:
        return None
    if text not in known:
        problems.append(f"There is no {key} {_quoted(text)}, so it was ignored.")
        return None
    return text


def _quoted(text: str, longest: int = 40) -> str:
    """Return text that came from outside as literal code, short enough for a message."""
    shown = "".join(letter for letter in text[:longest] if letter.isprintable() and letter != "`")
    return f"`{shown}{'…' if len(text) > longest else ''}`"
