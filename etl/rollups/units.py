"""Units of rollups: what of one is computed together, or not at all."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

Key = date | str
"""Names a unit: a business day, the id of a provider, a block of cells."""


@dataclass(frozen=True)
class Unit:
    """What is computed together: how it is named, and which of them there are."""

    key: LiteralString
    """The SQL of the name of the unit to which a row, called `item`, belongs."""
    word: str
    """How a difference is said to be `on` a day, `of` a provider."""
    present: LiteralString
    """The query of those that the sources have now."""
    kind: type = str
    at_once: int = 10_000
    are_in_a_row: bool = False
    """Whether functions read all from the first unit that they are given to the last."""
    are_archived: bool = False
    """Whether those that the sources have no more are kept as they are."""


BOOKING_DAY = Unit("item.day", "on", "SELECT rollup.present_booking_days()", kind=date, at_once=400)
SEARCH_DAY = Unit(
    "item.day",
    "on",
    "SELECT rollup.present_search_days()",
    kind=date,
    at_once=14,
    are_in_a_row=True,
    are_archived=True,
)
KEPT_DAY = Unit("item.day", "on", "SELECT DISTINCT day FROM rollup.search_days", kind=date)
"""A day of searches as a rollup keeps it, archived or not."""

MONTH = Unit(
    "item.month",
    "in",
    "SELECT DISTINCT rollup.month_of(day) FROM rollup.search_days",
    kind=date,
    at_once=3,
)
"""A month of such days, named by its first."""

PROVIDER = Unit("item.provider_id", "of", "SELECT id FROM public.provider_profiles")
BLOCK = Unit(
    "rollup.block_of_cell(item.h3_cell)",
    "in",
    "SELECT DISTINCT unnest(blocks) FROM rollup.serving_providers",
    at_once=1_000_000,
)
PLACE_BLOCK = Unit(
    "rollup.block_of_cell(item.h3_cell)",
    "in",
    "SELECT DISTINCT rollup.block_of_cell(h3_cell) FROM rollup.searched_places",
    at_once=1_000_000,
)
"""A block in which people searched, whether anybody serves it or not."""

WHOLE = Unit("'all'::text", "of", "SELECT 'all'")
"""The unit of what is small: there is one."""
