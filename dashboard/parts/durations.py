"""Durations in the units that people count time in."""

from decimal import Decimal

from dashboard.parts.numerals import rounded, significant, trimmed

MINUTES, HOURS = ((1_440, "day"), (60, "h"), (1, "min")), ((24, "day"), (1, "h"))
"""Units of a duration that is counted in minutes, and of one that is counted in hours."""


def in_units(seconds: Decimal) -> str:
    """Return seconds, not negative, in two units at most; rounded first, so that 59.97 s is 1 min.

    >>> in_units(Decimal("0.0015")), in_units(Decimal(86399)), in_units(Decimal(119))
    ('1.5 ms', '1 day', '2 min')
    """
    if 0 < seconds < 1 and significant(seconds * 1000) < 1000:
        return f"{trimmed(significant(seconds * 1000))} ms"
    if significant(seconds) < 60:
        return f"{trimmed(significant(seconds))} s"
    minutes, hours = int(rounded(seconds / 60, 0)), int(rounded(seconds / 3600, 0))
    return _split(minutes, MINUTES) if minutes < 1_440 else _split(hours, HOURS)


def _split(number: int, units: tuple[tuple[int, str], ...]) -> str:
    parts = []
    for size, name in units:
        inside, number = divmod(number, size)
        if inside:
            parts.append(
                f"{trimmed(Decimal(inside))} {name}{'s' if name == 'day' and inside != 1 else ''}"
            )
    return " ".join(parts)
