"""Digits: which of a number's are shown, how they are grouped, and when the next unit begins."""

from decimal import Context, Decimal, localcontext
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, cast

import pandas as pd
from babel import Locale
from babel.numbers import NumberPattern, get_currency_symbol, parse_pattern

LOCALE = Locale.parse("en_IN")
INDIAN, WESTERN = "#,##,##0", "#,##0"
"""Grouping: 12,34,567 and 1,234,567."""

LAKH, CRORE = Decimal(100_000), Decimal(10_000_000)
MILLION, BILLION = Decimal(1_000_000), Decimal(1_000_000_000)

Scale = tuple[tuple[Decimal, str], ...]
LAKHS: Scale = ((LAKH, "L"), (CRORE, "Cr"))
MILLIONS: Scale = ((MILLION, "M"), (BILLION, "B"))

SIGNIFICANT = 3
ENOUGH = Context(prec=400)
"""More digits than a float has: to round a number is never refused for its size."""


def exact(value: object) -> Decimal | None:
    """Return a number as it is; None for what is missing, not a number or not finite.

    >>> exact(0.1), exact(None), exact(float("nan")), exact(float("inf"))
    (Decimal('0.1'), None, None, None)
    """
    if value is None or (not isinstance(value, Decimal) and bool(pd.isna(cast(Any, value)))):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def rounded(number: Decimal, places: int) -> Decimal:
    """Return the number with so many decimals, half to even; zero has no sign.

    >>> rounded(Decimal("2.345"), 2), rounded(Decimal("-0.4"), 0)
    (Decimal('2.34'), Decimal('0'))
    """
    return ENOUGH.add(number.quantize(Decimal(1).scaleb(-places), context=ENOUGH), 0)


def visible(number: Decimal, places: int) -> int:
    """Return the decimals to show: `places`, or as many as what is not zero needs not to read so.

    >>> visible(Decimal("0.5"), 1), visible(Decimal("0.04"), 1), visible(Decimal(0), 1)
    (1, 2, 1)
    """
    vanishes = bool(number) and not rounded(number, places)
    return -number.adjusted() if vanishes else places


def significant(number: Decimal) -> Decimal:
    """Return the number with three significant digits, but never less than whole.

    >>> significant(Decimal("1.0206")), significant(Decimal("1234.5"))
    (Decimal('1.02'), Decimal('1234'))
    """
    return rounded(number, max(0, SIGNIFICANT - 1 - number.adjusted())) if number else number


def shortened(number: Decimal, scale: Scale) -> tuple[Decimal, str]:
    """Return the number in the largest unit that it fills once rounded, and the unit's name.

    >>> shortened(Decimal(9_999_999), LAKHS), shortened(Decimal("99999.4"), LAKHS)
    ((Decimal('1.000'), 'Cr'), (Decimal('99999.4'), ''))
    """
    (smallest, _), (largest, name) = scale[0], scale[-1]
    if abs(rounded(number, 0)) < smallest:
        return number, ""
    with localcontext(ENOUGH):
        for (size, smaller), (above, _) in pairwise(scale):
            inside = significant(number / size)
            if abs(inside) * size < above:
                return inside, smaller
        return significant(number / largest), name


def written(number: Decimal, places: int, groups: str = INDIAN) -> str:
    """Return the number in groups of digits, with so many decimals.

    >>> written(Decimal(1234567), 1), written(Decimal(1234567), 0, WESTERN)
    ('12,34,567.0', '1,234,567')
    """
    return _grouped(rounded(number, places), f"{groups}.{'0' * places}")


def trimmed(number: Decimal, groups: str = INDIAN) -> str:
    """Return the number in groups of digits, with the decimals it has, without zeros at the end.

    >>> trimmed(Decimal("1.500")), trimmed(Decimal("1200")), trimmed(Decimal("0.00"))
    ('1.5', '1,200', '0')
    """
    return _grouped(number or Decimal(0), f"{groups}.{'#' * decimals(number)}")


def decimals(number: Decimal) -> int:
    """Return how many decimals a number is written with.

    >>> decimals(Decimal("1.50")), decimals(Decimal("1E+3"))
    (2, 0)
    """
    return max(0, -int(number.as_tuple().exponent))


def grouping(currency: str) -> str:
    """Return how amounts in a currency are grouped: lakhs are for rupees."""
    return INDIAN if currency == "INR" else WESTERN


def in_currency(digits: str, currency: str) -> str:
    """Put the sign and the currency's symbol before the digits; a code stands apart.

    >>> in_currency("-1,500", "USD"), in_currency("20", "AED") == "AED\\N{NO-BREAK SPACE}20"
    ('-$1,500', True)
    """
    symbol = _symbol(currency)
    apart = "\N{NO-BREAK SPACE}" if symbol[-1:].isalpha() else ""
    return f"{'-' if digits.startswith('-') else ''}{symbol}{apart}{digits.lstrip('-')}"


@cache
def _symbol(currency: str) -> str:
    return get_currency_symbol(currency, LOCALE)


@lru_cache(maxsize=32_768)
def _grouped(number: Decimal, pattern: str) -> str:
    """Return the digits in groups. Pages write the same numbers again and again."""
    with localcontext(ENOUGH):
        return str(_pattern(pattern).apply(number, LOCALE))


@cache
def _pattern(pattern: str) -> NumberPattern:
    return parse_pattern(pattern)
