"""Panels are drawn one by one: one that could not be read says so in its place."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from dashboard.parts import failures
from dashboard.parts.gathering import Failed, InTab, Unread
from queries.errors import NoRight

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")


def show(
    panel: InTab[T],
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
    elif not isinstance(panel, Unread):
        draw(panel, *args, **kwargs)


def known(
    panel: InTab[T], of: Callable[Concatenate[T, P], U], *args: P.args, **kwargs: P.kwargs
) -> U | None:
    """Return something of what was gathered, None where that failed or was not tried."""
    return None if isinstance(panel, Failed | Unread) else of(panel, *args, **kwargs)


def both(one: InTab[T], other: InTab[U]) -> InTab[tuple[T, U]]:
    """Return two panels as one, for what is said of both: it fails where either did."""
    if isinstance(one, Failed | Unread):
        return one
    return other if isinstance(other, Failed | Unread) else (one, other)
