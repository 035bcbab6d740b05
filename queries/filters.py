"""The filters that every screen shares, and what there is to choose from."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from pandas import DataFrame

from queries.errors import InvalidFilter
from queries.snapshot import Snapshot


class Compare(StrEnum):
    """What a period is compared with."""

    PREVIOUS = "previous"
    YEAR = "year"
    NONE = "none"


@dataclass(frozen=True)
class Filters:
    """Business days from `start` to `end`, both included, and what is left out.

    `category` is a category_id, `district` a name; None means all. Amounts are in `currency`.
    """

    start: date
    end: date
    compare: Compare = Compare.PREVIOUS
    category: str | None = None
    district: str | None = None
    currency: str = "INR"

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise InvalidFilter(f"the first day {self.start} is after the last day {self.end}")

    @property
    def days(self) -> int:
        """Number of business days, at least 1."""
        return (self.end - self.start).days + 1

    def previous(self) -> "Filters | None":
        """Return the period to compare with: as many days just before, or a year earlier."""
        match self.compare:
            case Compare.PREVIOUS:
                shift = timedelta(days=self.days)
                return replace(self, start=self.start - shift, end=self.end - shift)
            case Compare.YEAR:
                return replace(self, start=_year_before(self.start), end=_year_before(self.end))
        return None

    def params(self, *names: str) -> dict[str, object]:
        """Return the named fields as parameters of a query, `start` and `end` always among them."""
        return {name: getattr(self, name) for name in ("start", "end", *names)}


def _year_before(day: date) -> date:
    """Return the same day a year earlier; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


@dataclass(frozen=True)
class Available:
    """What a data version offers to choose from.

    `categories` has the columns category_id and name, in display order.
    """

    first_day: date
    last_day: date
    categories: DataFrame
    districts: list[str]
    currencies: list[str]


def available(snapshot: Snapshot) -> Available | None:
    """Return what can be chosen in this data version, or None when it holds no activity at all."""
    days = snapshot.frame("available_days").iloc[0]
    if days["first_day"] is None:
        return None
    return Available(
        first_day=days["first_day"],
        last_day=days["last_day"],
        categories=snapshot.frame("available_categories"),
        districts=snapshot.frame("available_districts")["district"].to_list(),
        currencies=snapshot.frame("available_currencies")["currency"].to_list(),
    )
