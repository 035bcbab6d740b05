"""Numbers, money, durations and days as people in India read them. Missing values say so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo

import pandas as pd
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from dashboard.axes import count_ticks, duration_ticks, ticks
from queries.catalog import Unit
from queries.ratio import Number
from queries.settings import settings

NO_DATA = "no data"
LOCALE = "en_IN"
LAKH, CRORE = Decimal(100_000), Decimal(10_000_000)
DURATIONS = ((86_400, "day"), (3_600, "h"), (60, "min"), (1, "s"))


def is_missing(value: object) -> bool:
    """Return whether a value means that there is no data: None, NaN, NA or NaT.

    >>> is_missing(None), is_missing(float("nan")), is_missing(0)
    (True, True, False)
    """
    return value is None or bool(pd.isna(cast(Any, value)))


def money(amount: Number | None, currency: str = "INR") -> str:
    """Return an exact amount with Indian grouping; paise only where there are any.

    >>> money(Decimal("1234567")), money(Decimal("1234567.50")), money(Decimal("-99"))
    ('₹12,34,567', '₹12,34,567.50', '-₹99')
    >>> money(Decimal("1500.5"), "USD"), money(None)
    ('$1,500.50', 'no data')
    """
    if amount is None or is_missing(amount):
        return NO_DATA
    exact = Decimal(str(amount))
    digits = "" if exact == exact.to_integral_value() else ".00"
    return format_currency(exact, currency, _currency_pattern(currency) + digits, LOCALE, False)


def money_short(amount: Number | None, currency: str = "INR") -> str:
    """Return an amount for tight places: lakhs and crores with one decimal, else whole units.

    >>> money_short(Decimal("1234567")), money_short(Decimal("45000000")), money_short(99999.4)
    ('₹12.3 L', '₹4.5 Cr', '₹99,999')
    """
    if amount is None or is_missing(amount):
        return NO_DATA
    exact = Decimal(str(amount))
    for unit, name in ((CRORE, "Cr"), (LAKH, "L")):
        if abs(exact) >= unit:
            pattern = _currency_pattern(currency) + ".#"
            return format_currency(exact / unit, currency, pattern, LOCALE, False) + f" {name}"
    return format_currency(exact, currency, _currency_pattern(currency), LOCALE, False)


def count(number: Number | None) -> str:
    """Return a whole number with Indian grouping.

    >>> count(123456789), count(0), count(None)
    ('12,34,56,789', '0', 'no data')
    """
    if number is None or is_missing(number):
        return NO_DATA
    return format_decimal(number, "#,##,##0", LOCALE)


def count_short(number: Number | None) -> str:
    """Return a count for tight places.

    >>> count_short(4512), count_short(1234567), count_short(45000000)
    ('4,512', '12.3 L', '4.5 Cr')
    """
    if number is None or is_missing(number):
        return NO_DATA
    for unit, name in ((CRORE, "Cr"), (LAKH, "L")):
        if abs(Decimal(str(number))) >= unit:
            return format_decimal(Decimal(str(number)) / unit, "#,##,##0.#", LOCALE) + f" {name}"
    return count(number)


def decimal(number: Number | None, digits: int = 1) -> str:
    """Return a number with a fixed number of decimals: ratings, scores, positions.

    >>> decimal(Decimal("4.8333"), 2), decimal(None)
    ('4.83', 'no data')
    """
    if number is None or is_missing(number):
        return NO_DATA
    return format_decimal(number, "#,##,##0." + "0" * digits, LOCALE)


def percent(share: Number | None) -> str:
    """Return a ratio as a percentage with one decimal.

    >>> percent(Decimal("0.1234")), percent(0), percent(None)
    ('12.3%', '0.0%', 'no data')
    """
    if share is None or is_missing(share):
        return NO_DATA
    return format_percent(share, "#,##,##0.0%", LOCALE)


def duration(seconds: Number | None) -> str:
    """Return seconds in the two largest units that matter.

    >>> duration(840), duration(7500), duration(259200), duration(0.182), duration(90061)
    ('14 min', '2 h 5 min', '3 days', '182 ms', '1 day 1 h')
    >>> duration(0), duration(59.6), duration(None)
    ('0 s', '1 min', 'no data')
    """
    if seconds is None or is_missing(seconds):
        return NO_DATA
    if 0 < seconds < 1:
        return f"{round(seconds * 1000)} ms"
    whole = round(seconds)
    for place, (size, name) in enumerate(DURATIONS):
        if whole >= size:
            lower = DURATIONS[place + 1 : place + 2]
            return " ".join([_amount(whole // size, name), *_rest(whole % size, lower)])
    return "0 s"


def day(value: date | None) -> str:
    """Return a day.

    >>> day(date(2025, 1, 14)), day(None)
    ('14 Jan 2025', 'no data')
    """
    if value is None or is_missing(value):
        return NO_DATA
    return format_date(value, "d MMM y", LOCALE)


def period(start: date, end: date) -> str:
    """Return a range of days, without repeating what both ends share.

    >>> period(date(2025, 1, 1), date(2025, 1, 31)), period(date(2025, 1, 1), date(2025, 1, 1))
    ('1–31 Jan 2025', '1 Jan 2025')
    >>> period(date(2025, 1, 1), date(2025, 2, 28)), period(date(2024, 12, 1), date(2025, 1, 5))
    ('1 Jan – 28 Feb 2025', '1 Dec 2024 – 5 Jan 2025')
    """
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    first = format_date(start, "d MMM", LOCALE) if start.year == end.year else day(start)
    return f"{first} – {day(end)}"


def moment(value: datetime | None) -> str:
    """Return an aware moment in the business time zone.

    >>> from datetime import timezone
    >>> moment(datetime(2025, 1, 14, 12, 35, tzinfo=timezone.utc))
    '14 Jan 2025, 18:05'
    """
    if value is None or is_missing(value):
        return NO_DATA
    local = value.astimezone(ZoneInfo(settings().timezone))
    return format_datetime(local, "d MMM y, HH:mm", tzinfo=local.tzinfo, locale=LOCALE)


def change(current: Number | None, previous: Number | None) -> str:
    """Return the relative change from the previous value.

    >>> change(112.3, 100), change(50, 100), change(5, 0), change(5, None), change(7, 7)
    ('+12.3%', '-50.0%', 'new', 'no data', '0.0%')
    """
    if current is None or previous is None or is_missing(current) or is_missing(previous):
        return NO_DATA
    if previous == 0:
        return "new" if current else percent(0)
    relative = (Decimal(str(current)) - Decimal(str(previous))) / abs(Decimal(str(previous)))
    return _signed(percent(relative))


def change_in_points(current: Number | None, previous: Number | None) -> str:
    """Return the change between two ratios in percentage points.

    >>> change_in_points(Decimal("0.45"), Decimal("0.40")), change_in_points(0.4, None)
    ('+5.0 pp', 'no data')
    """
    if current is None or previous is None or is_missing(current) or is_missing(previous):
        return NO_DATA
    points = (Decimal(str(current)) - Decimal(str(previous))) * 100
    return _signed(decimal(points)) + " pp"


def change_in_stars(current: Number | None, previous: Number | None) -> str:
    """Return the change between two average ratings, in stars.

    >>> change_in_stars(Decimal("4.41"), Decimal("4.30")), change_in_stars(4.0, None)
    ('+0.11 ★', 'no data')
    """
    if current is None or previous is None or is_missing(current) or is_missing(previous):
        return NO_DATA
    return _signed(decimal(Decimal(str(current)) - Decimal(str(previous)), 2)) + " ★"


def plural(number: int, noun: str, nouns: str | None = None) -> str:
    """Return a count with its noun.

    >>> plural(1, "booking"), plural(123456, "booking"), plural(2, "category", "categories")
    ('1 booking', '1,23,456 bookings', '2 categories')
    """
    return f"{count(number)} {noun if number == 1 else nouns or noun + 's'}"


def milliseconds(number: Number | None) -> str:
    """Return milliseconds as a duration.

    >>> milliseconds(182), milliseconds(1500), milliseconds(None)
    ('182 ms', '2 s', 'no data')
    """
    return duration(None if number is None or is_missing(number) else float(number) / 1000)


@dataclass(frozen=True)
class Notation:
    """How one kind of number is written: exactly, in tight places, as a change, on an axis."""

    full: Callable[[Any], str]
    short: Callable[[Any], str]
    change: Callable[[Any, Any], str] = change
    ticks: Callable[[float], list[float]] = ticks


COUNT = Notation(count, count_short, ticks=count_ticks)
PERCENT = Notation(percent, percent, change_in_points)
NOTATIONS = {
    Unit.COUNT: COUNT,
    Unit.AVERAGE: Notation(decimal, decimal),
    Unit.RATIO: PERCENT,
    Unit.SECONDS: Notation(duration, duration, ticks=duration_ticks),
    Unit.MILLISECONDS: Notation(milliseconds, milliseconds),
    Unit.STARS: Notation(partial(decimal, digits=2), partial(decimal, digits=2), change_in_stars),
    Unit.SCORE: Notation(decimal, decimal),
    Unit.INDEX: Notation(partial(decimal, digits=2), partial(decimal, digits=2)),
    Unit.POSITION: Notation(decimal, decimal),
}


def notation(unit: Unit, currency: str = "INR") -> Notation:
    """Return how numbers of a catalog unit are written.

    >>> notation(Unit.AMOUNT).short(Decimal(250000)), notation(Unit.AMOUNT, "USD").full(5)
    ('₹2.5 L', '$5')
    >>> notation(Unit.RATIO).change(Decimal("0.45"), Decimal("0.40"))
    '+5.0 pp'
    """
    if unit is Unit.AMOUNT:
        return Notation(partial(money, currency=currency), partial(money_short, currency=currency))
    return NOTATIONS[unit]


def _currency_pattern(currency: str) -> str:
    symbol = get_currency_symbol(currency, LOCALE)
    return "¤\N{NO-BREAK SPACE}#,##,##0" if symbol[-1].isalpha() else "¤#,##,##0"


def _amount(number: int, name: str) -> str:
    return f"{number} {name}{'s' if name == 'day' and number != 1 else ''}"


def _rest(remainder: int, lower: tuple[tuple[int, str], ...]) -> list[str]:
    return [
        _amount(remainder // size, name)
        for size, name in lower
        if name != "s" and remainder >= size
    ]


def _signed(text: str) -> str:
    """Put a plus before a rise; a change that rounds to nothing has no sign."""
    if not any(digit in text for digit in "123456789"):
        return text.lstrip("-")
    return text if text.startswith("-") else "+" + text
