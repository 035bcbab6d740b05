"""Rates are ratios of sums, and an empty denominator is no data."""

from decimal import Decimal

Number = int | float | Decimal


def ratio(part: Number | None, whole: Number | None) -> Decimal | None:
    """Return part / whole exactly; None (no data) where the whole is 0 or either is missing.

    >>> ratio(1, 8), ratio(5, 0), ratio(None, 8)
    (Decimal('0.125'), None, None)
    """
    if part is None or not whole:
        return None
    return Decimal(str(part)) / Decimal(str(whole))
