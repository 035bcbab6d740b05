"""Where an axis is marked."""

from collections.abc import Callable
from math import ceil, floor, isfinite, log10

STEPS = (1, 2, 2.5, 5, 10)
SMALLEST = 1e-12
"""Less than this is nothing: the noise of binary fractions."""

MINUTE, HOUR, DAY = 60, 3_600, 86_400
DURATIONS = (
    *(MINUTE * step for step in (1, 2, 5, 10, 15, 30)),
    *(HOUR * step for step in (1, 2, 3, 6, 12)),
)
"""Steps, in seconds, that people count time in, below a day."""


def ticks(maximum: float, most: int = 5) -> list[float]:
    """Return round numbers from zero that cover `maximum`, at most `most` steps.

    >>> ticks(7), ticks(1234567), ticks(0.43)
    ([0, 2, 4, 6, 8], [0, 250000, 500000, 750000, 1000000, 1250000], [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    >>> ticks(0)
    [0, 1]
    """
    if not SMALLEST <= maximum < float("inf"):
        return [0, 1]
    magnitude = 10.0 ** floor(log10(maximum / most))
    step = next(step * magnitude for step in STEPS if step * magnitude * most >= maximum)
    steps = range(int(-(-maximum // step)) + 1)
    return [_tidy(step * number) for number in steps]


def count_ticks(maximum: float) -> list[float]:
    """Return the round numbers among which there are no fractions.

    >>> count_ticks(2), count_ticks(7), count_ticks(0.4)
    ([0, 1, 2], [0, 2, 4, 6, 8], [0, 1])
    """
    covered = ceil(maximum) if isfinite(maximum) else 0
    return [value for value in ticks(covered) if float(value).is_integer()]


def spanning(ticks: Callable[[float], list[float]], lowest: float, highest: float) -> list[float]:
    """Return round numbers that cover everything from `lowest` to `highest`, and zero.

    >>> spanning(ticks, 0, 7), spanning(ticks, -7, 3), spanning(ticks, -30, -20)
    ([0, 2, 4, 6, 8], [-8, -6, -4, -2, 0, 2, 4], [-30, -20, -10, 0])
    """
    up = ticks(max(highest, -lowest))
    above = [value for value, before in zip(up, [-1.0, *up], strict=False) if before < highest]
    below = [-value for value, before in zip(up, [0.0, *up], strict=False) if before < -lowest]
    return sorted({*above, *below, 0})


def duration_ticks(maximum: float, most: int = 5) -> list[float]:
    """Return round durations from zero, in seconds, that cover `maximum`, at most `most` steps.

    >>> duration_ticks(4000), duration_ticks(40_000)
    ([0, 900, 1800, 2700, 3600, 4500], [0, 10800, 21600, 32400, 43200])
    >>> duration_ticks(20), duration_ticks(15 * DAY)[1] // DAY
    ([0, 5, 10, 15, 20], 5)
    """
    if maximum < MINUTE:
        return ticks(maximum, most)
    step = next((step for step in DURATIONS if step * most >= maximum), None)
    if step is None:
        return [DAY * days for days in ticks(maximum / DAY, most)]
    return [step * number for number in range(int(-(-maximum // step)) + 1)]


def _tidy(number: float) -> float:
    """Remove the noise of binary fractions."""
    rounded = float(f"{number:.12g}")
    return int(rounded) if rounded.is_integer() else rounded
