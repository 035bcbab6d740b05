"""What screens gather before they draw: panels, each of which may fail alone."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeAlias, TypeVar

from queries.errors import NoRight, NotPublished, QueryError, SettingsError, Unavailable
from queries.grain import Grain

log = logging.getLogger("localpro.dashboard")

OF_THE_PAGE = (Unavailable, NotPublished, SettingsError)
"""Without a connection, a version or a setting no panel can be read."""

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Failed:
    """A panel that could not be read, and why."""

    error: QueryError


@dataclass(frozen=True)
class Unread:
    """A panel in a tab that is not open: nobody sees it, so it was not read."""


Panel: TypeAlias = T | Failed
"""What a panel shows, or that it could not be read."""

InTab: TypeAlias = T | Failed | Unread
"""The same of a panel that is read when its tab is open."""


@dataclass(frozen=True)
class TrendChoice:
    """Which measure is drawn over time, in which steps."""

    measure: str
    grain: Grain


def panel(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Panel[T]:
    """Return what `read` returns, or why it failed: the others go on.

    Raises what concerns the whole page (OF_THE_PAGE), and whatever is no QueryError.
    """
    try:
        return read(*args, **kwargs)
    except OF_THE_PAGE:
        raise
    except NoRight as error:
        return Failed(error)
    except QueryError as error:
        log.warning("%s: %s", type(error).__name__, error)
        return Failed(error)


def panel_if(is_seen: bool, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> InTab[T]:
    """Return what `panel` returns, where anybody sees it."""
    return panel(read, *args, **kwargs) if is_seen else Unread()
