"""The shared filters as a link says them: `?from=2025-01-01&to=2025-01-31&compare=previous`."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from dashboard import format
from dashboard.identities import distinct
from queries.filters import Available, Compare, Filters

KEYS = ("from", "to", "compare", "category", "district", "currency")
CUSTOM = "Custom"
DEFAULT_DAYS = 30

Period = tuple[date, date]


def parse(params: Mapping[str, str], available: Available) -> tuple[Filters, list[str]]:
    """Return the filters of a link, and one message for each value that could not be used.

    Never raises: what cannot be used is replaced by its default, and the message names it.
    """
    problems: list[str] = []
    start, end = _period(params, available, problems)
    compare = _one_of(params, "compare", [*Compare], problems) or Compare.PREVIOUS
    known = list(available.categories["category_id"])
    filters = Filters(
        start=start,
        end=end,
        compare=Compare(compare),
        category=_one_of(params, "category", known, problems),
        district=_one_of(params, "district", available.districts, problems),
        currency=_one_of(params, "currency", available.currencies, problems)
        or default_currency(available),
    )
    return filters, problems


def to_params(filters: Filters) -> dict[str, str]:
    """Return the parameters of a link that reopens these filters; what is not set is left out."""
    params = {
        "from": filters.start.isoformat(),
        "to": filters.end.isoformat(),
        "compare": filters.compare.value,
        "category": filters.category,
        "district": filters.district,
        "currency": None if filters.currency == "INR" else filters.currency,
    }
    return {key: value for key, value in params.items() if value is not None}


def presets(available: Available) -> dict[str, Period]:
    """Return the named periods that hold data, cut to the days there are."""
    last = available.last_day
    month = last.replace(day=1)
    before = month - timedelta(days=1)
    named = {
        "Last 7 days": (last - timedelta(days=6), last),
        "Last 30 days": (last - timedelta(days=29), last),
        "Last 90 days": (last - timedelta(days=89), last),
        "This month": (month, month.replace(day=monthrange(last.year, last.month)[1])),
        "Last month": (before.replace(day=1), before),
        "This financial year": financial_year(last),
        "All time": (available.first_day, last),
    }
    return {
        name: (max(start, available.first_day), min(end, last))
        for name, (start, end) in named.items()
        if end >= available.first_day
    }


def financial_year(day: date) -> Period:
    """Return the Indian financial year that holds the day: 1 April to 31 March.

    >>> financial_year(date(2025, 3, 31))
    (datetime.date(2024, 4, 1), datetime.date(2025, 3, 31))
    """
    first = day.year if day.month >= 4 else day.year - 1
    return date(first, 4, 1), date(first + 1, 3, 31)


def preset_of(filters: Filters, available: Available) -> str:
    """Return the name of the preset with exactly these days, or `Custom`."""
    days = (filters.start, filters.end)
    return next((name for name, preset in presets(available).items() if preset == days), CUSTOM)


def default_currency(available: Available) -> str:
    """Return the rupee where there are rupees, else the first currency there is."""
    known = available.currencies
    return known[0] if known and "INR" not in known else "INR"


def category_names(available: Available) -> dict[str, str]:
    """Return the name of each category by its id, in display order; equal ones told apart."""
    categories = available.categories
    return distinct(dict(zip(categories["category_id"], categories["name"], strict=True)))


def described(filters: Filters, available: Available) -> str:
    """Return where the filters look: `in Tutors, Lucknow`, or nothing when they look everywhere."""
    names = category_names(available)
    places = [names.get(filters.category or ""), filters.district]
    chosen = ", ".join(place for place in places if place)
    return f"in {chosen}" if chosen else ""


def _period(params: Mapping[str, str], available: Available, problems: list[str]) -> Period:
    """Return the asked days, cut to those with data; the last 30 where they make no sense."""
    first, last = available.first_day, available.last_day
    start = _day(params, "from", problems)
    end = _day(params, "to", problems) or (last if start else None)
    if end is None:
        return _days_until(last, first)
    start = start or _days_until(end, first)[0]
    if start > end:
        problems.append(f"The dates are reversed: {format.day(start)} is after {format.day(end)}.")
    elif start > last or end < first:
        problems.append(f"There is no data for {format.period(start, end)}.")
    else:
        if start < first or end > last:
            problems.append(f"There is data only for {format.period(first, last)}.")
        return max(start, first), min(end, last)
    return _days_until(last, first)


def _days_until(last: date, first: date) -> Period:
    if last - first < timedelta(days=DEFAULT_DAYS):
        return min(first, last), last
    return last - timedelta(days=DEFAULT_DAYS - 1), last


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
