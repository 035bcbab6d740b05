"""Panels are drawn one by one: one that could not be read says so in its place."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from dashboard.parts import failures
from dashboard.parts.gathering import Failed, Panel
from queries.errors import NoRight

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")


def show(
    panel: Panel[T],
    key: str,
    draw: Callable[Concatenate[T, P], object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Draw what was gathered, or say why it could not be and offer to try again; what is not for
    whoever looks says so alone.

    `key` is the panel's name on the page.
    """
    if isinstance(panel, Failed) and isinstance(panel.error, NoRight):
        failures.refuse(panel.error)
    elif isinstance(panel, Failed):
        failures.tell(panel.error, f"retry_{key}")
    else:
        draw(panel, *args, **kwargs)


def known(
    panel: Panel[T], of: Callable[Concatenate[T, P], U], *args: P.args, **kwargs: P.kwargs
) -> U | None:
    """Return something of what was gathered, None where that failed."""
    return None if isinstance(panel, Failed) else of(panel, *args, **kwargs)


def both(one: Panel[T], other: Panel[U]) -> Panel[tuple[T, U]]:
    """Return two panels as one, for what is said of both: it fails where either did."""
    if isinstance(one, Failed):
        return one
    return other if isinstance(other, Failed) else (one, other)
