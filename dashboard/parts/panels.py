"""Panels are drawn one by one: one that could not be read says so in its place."""

from collections.abc import Callable
from typing import TypeVar

from dashboard.parts import failures
from dashboard.parts.gathering import Failed, Panel

T = TypeVar("T")
U = TypeVar("U")


def show(panel: Panel[T], draw: Callable[[T], object], key: str) -> None:
    """Draw what was gathered, or say why it could not be and offer to try again.

    `key` is the panel's name on the page.
    """
    if isinstance(panel, Failed):
        failures.tell(panel.error, f"retry_{key}")
    else:
        draw(panel)


def known(panel: Panel[T], of: Callable[[T], U]) -> U | None:
    """Return something of what was gathered, None where that failed."""
    return None if isinstance(panel, Failed) else of(panel)
