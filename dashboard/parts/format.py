"""Numbers, money, durations and days as people in India read them. Missing values say so.

What is not zero never reads as zero, and what is not all never reads as 100 %.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, cast
from zoneinfo import ZoneInfo

import pandas as pd
from babel.dates import format_date, format_datetime
from babel.numbers import get_currency_precision

from dashboard.parts.axes import count_ticks, duration_ticks, ticks
from dashboard.parts.durations import in_units
from dashboard.parts.numerals import (
    LAKHS,
    LOCALE,
    MILLIONS,
    exact,
    grouping,
    in_currency,
    rounded,
    shortened,
    significant,
    trimmed,
    visible,
    written,
)
from queries.catalog import Unit
from queries.metrics.declared import unit_of
from queries.ratio import Number
from queries.settings import settings

NO_DATA = "no data"


def is_missing(value: object) -> bool:
    """Return whether a value means that there is no data: None, NaN, NA, NaT, or no finite number.

    >>> is_missing(None), is_missing(float("nan")), is_missing(float("inf")), is_missing(0)
    (True, True, True, False)
    """
    if isinstance(value, (float, Decimal)):
        return exact(value) is None
    return value is None or bool(pd.isna(cast(Any, value)))


def money(amount: Number | None, currency: str = "INR") -> str:
    """Return an exact amount, grouped as its currency is; paise only where there are any.

    >>> money(Decimal("1234567")), money(Decimal("1234567.50")), money(Decimal("-99"))
    ('₹12,34,567', '₹12,34,567.50', '-₹99')
    >>> money(Decimal("103604.16"), "USD"), money(1500, "JPY"), money(None)
    ('$103,604.16', 'JP¥1,500', 'no data')
    """
    known = exact(amount)
    if known is None:
        return NO_DATA
    places = get_currency_precision(currency)
    shown = rounded(known, places)
    if known and not shown:
        places = visible(known, places)
    elif shown == rounded(shown, 0):
        places = 0
    return in_currency(written(known, places, grouping(currency)), currency)


def money_short(amount: Number | None, currency: str = "INR") -> str:
    """Return an amount for tight places: three digits of lakhs and crores (of millions and billions
    where it is not rupees), else whole units; small amounts as they are.

    >>> money_short(Decimal("1234567")), money_short(Decimal("11691800")), money_short(9_999_999)
    ('₹12.3 L', '₹1.17 Cr', '₹1 Cr')
    >>> money_short(99999.4), money_short(Decimal("2.5")), money_short(1_036_041, "USD")
    ('₹99,999', '₹2.50', '$1.04 M')
    """
    known = exact(amount)
    if known is None:
        return NO_DATA
    if abs(known) < 100:
        return money(known, currency)
    number, unit = shortened(known, LAKHS if currency == "INR" else MILLIONS)
    digits = trimmed(significant(number), grouping(currency))
    return in_currency(digits, currency) + (f" {unit}" if unit else "")


def count(number: Number | None) -> str:
    """Return a whole number with Indian grouping.

    >>> count(123456789), count(0), count(None)
    ('12,34,56,789', '0', 'no data')
    """
    known = exact(number)
    return NO_DATA if known is None else written(known, 0)


def count_short(number: Number | None) -> str:
    """Return a count for tight places.

    >>> count_short(4512), count_short(1234567), count_short(45000000), count_short(9_999_999)
    ('4,512', '12.3 L', '4.5 Cr', '1 Cr')
    """
    known = exact(number)
    if known is None:
        return NO_DATA
    inside, unit = shortened(known, LAKHS)
    return f"{trimmed(inside)} {unit}" if unit else count(known)


def decimal(number: Number | None, digits: int = 1) -> str:
    """Return a number with so many decimals: ratings, scores, positions; more for the smallest.

    >>> decimal(Decimal("4.8333"), 2), decimal(0.004), decimal(None)
    ('4.83', '0.004', 'no data')
    """
    known = exact(number)
    return NO_DATA if known is None else written(known, visible(known, digits))


def percent(share: Number | None) -> str:
    """Return a ratio as a percentage with one decimal; more where that would say none or all.

    >>> percent(Decimal("0.1234")), percent(0), percent(None), percent(1)
    ('12.3%', '0.0%', 'no data', '100.0%')
    >>> percent(Decimal("0.0004")), percent(Decimal("0.9996"))
    ('0.04%', '99.96%')
    """
    known = exact(share)
    if known is None:
        return NO_DATA
    missing = 1 - known
    is_nearly_all = Decimal("1e-9") < missing < Decimal("0.001")
    places = visible((missing if is_nearly_all else known) * 100, 1)
    return f"{written(known * 100, places)}%"


def duration(seconds: Number | None) -> str:
    """Return seconds in the two largest units that matter; three digits below a minute.

    >>> duration(840), duration(7500), duration(259200), duration(0.182), duration(90061)
    ('14 min', '2 h 5 min', '3 days', '182 ms', '1 day 1 h')
    >>> duration(0), duration(1.501), duration(59.97), duration(7199), duration(None)
    ('0 s', '1.5 s', '1 min', '2 h', 'no data')
    """
    known = exact(seconds)
    if known is None:
        return NO_DATA
    return f"{'-' if known < 0 else ''}{in_units(abs(known))}"


def day(value: date | None) -> str:
    """Return a day.

    >>> day(date(2025, 1, 14)), day(None)
    ('14 Jan 2025', 'no data')
    """
    if value is None or is_missing(value):
        return NO_DATA
    return _dated(value, "d MMM y")


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
    first = _dated(start, "d MMM") if start.year == end.year else day(start)
    return f"{first} – {day(end)}"


@lru_cache(maxsize=8_192)
def _dated(value: date, pattern: str) -> str:
    """Return a day in a pattern. Pages name the same days again and again."""
    return format_date(value, pattern, LOCALE)


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


def clock(value: datetime) -> str:
    """Return the time of day of an aware moment, to the second, in the business time zone.

    >>> from datetime import timezone
    >>> clock(datetime(2025, 1, 14, 12, 35, 7, tzinfo=timezone.utc))
    '18:05:07'
    """
    return f"{value.astimezone(ZoneInfo(settings().timezone)):%H:%M:%S}"


def change(current: Number | None, previous: Number | None) -> str:
    """Return the relative change from the previous value.

    >>> change(112.3, 100), change(50, 100), change(5, 0), change(5, None), change(7, 7)
    ('+12.3%', '-50.0%', 'new', 'no data', '0.0%')
    """
    now, before = exact(current), exact(previous)
    if now is None or before is None:
        return NO_DATA
    if before == 0:
        return "new" if now else percent(0)
    return _signed(f"{written((now - before) / abs(before) * 100, 1)}%")


def growth(share: Number | None) -> str:
    """Return a growth as a percentage with its sign.

    >>> growth(Decimal("0.4")), growth(Decimal("-0.093")), growth(None)
    ('+40.0%', '-9.3%', 'no data')
    """
    return NO_DATA if exact(share) is None else _signed(percent(share))


def change_in_points(current: Number | None, previous: Number | None) -> str:
    """Return the change between two ratios in percentage points.

    >>> change_in_points(Decimal("0.45"), Decimal("0.40")), change_in_points(0.4, None)
    ('+5.0 pp', 'no data')
    """
    now, before = exact(current), exact(previous)
    if now is None or before is None:
        return NO_DATA
    return f"{_signed(written((now - before) * 100, 1))} pp"


def change_in_stars(current: Number | None, previous: Number | None) -> str:
    """Return the change between two average ratings, in stars.

    >>> change_in_stars(Decimal("4.41"), Decimal("4.30")), change_in_stars(4.0, None)
    ('+0.11 ★', 'no data')
    """
    now, before = exact(current), exact(previous)
    if now is None or before is None:
        return NO_DATA
    return f"{_signed(written(now - before, 2))} ★"


def plural(number: int, noun: str, nouns: str | None = None) -> str:
    """Return a count with its noun.

    >>> plural(1, "booking"), plural(123456, "booking"), plural(2, "category", "categories")
    ('1 booking', '1,23,456 bookings', '2 categories')
    """
    return f"{count(number)} {noun if number == 1 else nouns or noun + 's'}"


def milliseconds(number: Number | None) -> str:
    """Return milliseconds as a duration.

    >>> milliseconds(182), milliseconds(1501), milliseconds(2499), milliseconds(None)
    ('182 ms', '1.5 s', '2.5 s', 'no data')
    """
    known = exact(number)
    return duration(None if known is None else known / 1000)


@dataclass(frozen=True)
class Notation:
    """How one kind of number is written: exactly, in tight places, as a change, on an axis."""

    full: Callable[[Any], str]
    short: Callable[[Any], str]
    change: Callable[[Any, Any], str] = change
    ticks: Callable[[float], list[float]] = ticks
    unit: str = ""
    """What the bare number counts, where files say it: s, share, INR."""


COUNT = Notation(count, count_short, ticks=count_ticks)
PERCENT = Notation(percent, percent, change_in_points, unit=unit_of(Unit.RATIO))
STARS, INDEX = partial(decimal, digits=2), partial(decimal, digits=2)
NOTATIONS = {
    Unit.COUNT: COUNT,
    Unit.AVERAGE: Notation(decimal, decimal),
    Unit.RATIO: PERCENT,
    Unit.SECONDS: Notation(duration, duration, ticks=duration_ticks, unit=unit_of(Unit.SECONDS)),
    Unit.MILLISECONDS: Notation(milliseconds, milliseconds, unit=unit_of(Unit.MILLISECONDS)),
    Unit.STARS: Notation(STARS, STARS, change_in_stars, unit=unit_of(Unit.STARS)),
    Unit.SCORE: Notation(decimal, decimal, unit=unit_of(Unit.SCORE)),
    Unit.INDEX: Notation(INDEX, INDEX),
    Unit.POSITION: Notation(decimal, decimal),
}


GROWTH = Notation(growth, growth, change_in_points, unit=unit_of(Unit.RATIO))


def notation(unit: Unit, currency: str = "INR") -> Notation:
    """Return how numbers of a catalog unit are written.

    >>> notation(Unit.AMOUNT).short(Decimal(250000)), notation(Unit.AMOUNT, "USD").full(5)
    ('₹2.5 L', '$5')
    >>> notation(Unit.RATIO).change(Decimal("0.45"), Decimal("0.40"))
    '+5.0 pp'
    """
    if unit is Unit.AMOUNT:
        full, short = partial(money, currency=currency), partial(money_short, currency=currency)
        return Notation(full, short, unit=unit_of(unit, currency))
    return NOTATIONS[unit]


def _signed(text: str) -> str:
    """Put a plus before a rise; a change that rounds to nothing has no sign."""
    if not any(digit in text for digit in "123456789"):
        return text.lstrip("-")
    return text if text.startswith("-") else "+" + text
