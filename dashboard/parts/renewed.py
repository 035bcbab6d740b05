"""A part of a page that is drawn again every few seconds, of what is the case then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from dashboard.parts.alone import alone, carried

V = TypeVar("V")

Renew = Callable[[], Any]
"""Returns the view as it is now; None where it has said why there is none."""

_renew: ContextVar[Renew | None] = carried("renew", None)


@contextmanager
def renewed_by(renew: Renew) -> Iterator[None]:
    """Renew what is shown inside."""
    token = _renew.set(renew)
    try:
        yield
    finally:
        _renew.reset(token)


def show(view: V, draw: Callable[[V], object], every: float) -> None:
    """Draw a view, and again every so many seconds what it is then."""
    at_first = [view]

    def part() -> None:
        renew = _renew.get()
        if renew is None:
            draw(view)
        elif (now := at_first.pop() if at_first else renew()) is not None:
            draw(now)

    alone(part, every)
