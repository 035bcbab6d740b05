"""Names of the files that WAL comes in, and whether there is one after the other."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

NAME = re.compile(r"[0-9A-F]{24}")
LOG_BYTES = 1 << 32
"""How much WAL the middle part of a name counts."""


@dataclass(frozen=True, order=True)
class Segment:
    """One file of WAL. `number` counts on through all timelines: what follows has one more."""

    number: int
    timeline: int
    size: int

    @property
    def name(self) -> str:
        """Its name.

        >>> Segment(0x1FF, 1, 1 << 24).name
        '0000000100000001000000FF'
        """
        per_log = LOG_BYTES // self.size
        return f"{self.timeline:08X}{self.number // per_log:08X}{self.number % per_log:08X}"

    @property
    def next(self) -> Self:
        """The file that follows on the same timeline."""
        return type(self)(self.number + 1, self.timeline, self.size)


def named(name: str, size: int) -> Segment:
    """Return the segment of that name, where each has `size` bytes.

    >>> named("0000000100000001000000FF", 1 << 24).next.name
    '000000010000000200000000'
    """
    timeline, log, part = (int(name[at : at + 8], 16) for at in (0, 8, 16))
    return Segment(log * (LOG_BYTES // size) + part, timeline, size)


def holding(position: str, timeline: int, size: int) -> Segment:
    """Return the segment that a position in WAL, such as 0/2000028, lies in.

    >>> holding("1/FF000028", 1, 1 << 24).name
    '0000000100000001000000FF'
    """
    log, byte = (int(part, 16) for part in position.split("/"))
    return Segment((log * LOG_BYTES + byte) // size, timeline, size)


def segments(names: Iterable[str], size: int) -> list[Segment]:
    """Return those that are segments, in order; others are histories and labels.

    >>> names = ["00000002.history", "000000010000000000000004"]
    >>> [each.number for each in segments(names, 1 << 24)]
    [4]
    """
    return sorted(named(name, size) for name in names if NAME.fullmatch(name))


def missing(first: Segment, archived: Iterable[Segment]) -> Iterator[Segment]:
    """Yield what is missing between `first` and the last that is archived.

    >>> first = Segment(4, 1, 1 << 24)
    >>> [each.number for each in missing(first, [first, Segment(7, 2, 1 << 24)])]
    [5, 6]
    """
    numbers = {each.number: each for each in archived if each.number >= first.number}
    timeline = first.timeline
    for number in range(first.number, max(numbers, default=first.number) + 1):
        if number in numbers:
            timeline = numbers[number].timeline
        else:
            yield Segment(number, timeline, first.size)
