"""Where an axis is marked."""

from math import floor, log10

STEPS = (1, 2, 2.5, 5, 10)


def ticks(maximum: float, most: int = 5) -> list[float]:
    """Return round numbers from zero that cover `maximum`, at most `most` steps.

    >>> ticks(7), ticks(1234567), ticks(0.43)
    ([0, 2, 4, 6, 8], [0, 250000, 500000, 750000, 1000000, 1250000], [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    >>> ticks(0)
    [0, 1]
    """
    if maximum <= 0:
        return [0, 1]
    magnitude = 10.0 ** floor(log10(maximum / most))
    step = next(step * magnitude for step in STEPS if step * magnitude * most >= maximum)
    steps = range(int(-(-maximum // step)) + 1)
    return [_tidy(step * number) for number in steps]


def _tidy(number: float) -> float:
    """Remove the noise of binary fractions."""
    rounded = float(f"{number:.12g}")
    return int(rounded) if rounded.is_integer() else rounded
