"""The filters that every screen shares, and what there is to choose from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from pandas import DataFrame

from queries.errors import InvalidFilter
from queries.frames import only_row
from queries.grain import Grain
from queries.periods import (
    ALWAYS,
    ONE_DAY,
    YEAR_EARLIER,
    Period,
    Shift,
    Unit,
    Why,
    before,
    just_before,
)
from queries.settings import settings
from queries.source import Source
from queries.steps import Steps, steps_before


class Compare(StrEnum):
    """What a period is compared with."""

    PREVIOUS = "previous"
    YEAR = "year"
    NONE = "none"


@dataclass(frozen=True)
class Comparison:
    """The days of a period that are compared, and what they are compared with.

    Everything that shows a change takes its days from here. `now` is the period without the day
    that is not over; `before` lies `shift` back.
    """

    now: "Filters"
    before: "Filters"
    shift: Shift

    def steps(self, steps: Steps, grain: Grain) -> Steps:
        """Return the steps of `before` that stand beside these of the period."""
        return steps_before(steps, self.before.period, self.shift, grain)


@dataclass(frozen=True)
class Choice:
    """A filter beside the days: links, widgets, sentences and names of files are made of this.

    Its name in all of them is that of the field of `Filters` that it describes.
    """

    label: str
    known: "Callable[[Available], Mapping[str, str]]"
    """Returns the values that there are, in display order, and what each is called."""

    default: str | None = None
    everything: str = ""
    """What the choice of all is called; empty where one value must be chosen."""

    said: str = ""
    """Where that is, in a sentence; `{}` stands for the value."""

    def usual(self, available: "Available") -> str | None:
        """Return what is chosen at first: the default where there is such a value."""
        known = list(self.known(available))
        return known[0] if known and self.default and self.default not in known else self.default


def _beside(choice: Choice) -> Any:
    return field(default=choice.default, metadata={"choice": choice})


@dataclass(frozen=True)
class Filters:
    """Business days from `start` to `end`, both included, and what is left out.

    `category` is a category_id, `district` a name; None means all. Amounts are in `currency`.
    A filter more is a field more here: `CHOICES` are those beside the days.
    `unit` says what the days are meant as, where that matters; `data` are the first day that there
    is data of, and the day of as-of, which is not over.
    """

    start: date
    end: date
    compare: Compare = Compare.PREVIOUS
    category: str | None = _beside(
        Choice(
            "Category",
            lambda there: dict(
                zip(there.categories["category_id"], there.categories["name"], strict=True)
            ),
            everything="All categories",
            said="in this category",
        )
    )
    district: str | None = _beside(
        Choice(
            "District",
            lambda there: {name: name for name in there.districts},
            everything="All districts",
            said="in {}",
        )
    )
    currency: str = _beside(
        Choice("Currency", lambda there: {code: code for code in there.currencies}, "INR")
    )
    unit: Unit | None = None
    data: Period = ALWAYS

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise InvalidFilter(f"the first day {self.start} is after the last day {self.end}")

    @property
    def period(self) -> Period:
        """The days as a period."""
        return Period(self.start, self.end)

    @property
    def days(self) -> int:
        """Number of business days, at least 1."""
        return self.period.days

    @property
    def running_day(self) -> date | None:
        """The day of the period that is not over, None when all are."""
        return self.data.end if self.end >= self.data.end else None

    @property
    def comparison(self) -> Comparison | None:
        """What is compared with what; None when nothing is, see `why_not`."""
        shift, now = self._shift, self._complete
        if shift is None or self.why_not:
            return None
        return Comparison(self._only(now), self._only(before(now, self.period, shift)), shift)

    @property
    def why_not(self) -> Why | None:
        """Why nothing is compared although somebody asked for it; None when all is well."""
        shift, now = self._shift, self._complete
        if shift is None:
            return None
        if now.days < 1:
            return Why.NOT_OVER
        return Why.BEFORE_DATA if shift.back(now.start) < self.data.start else None

    @property
    def over(self) -> "Filters":
        """The days that are over; all of them, where only the one that is not would be left."""
        return replace(self, end=self._complete.end) if self._complete.days else self

    @property
    def places(self) -> dict[str, str]:
        """What is chosen of what may be left open, by the name of the filter."""
        open_ones = [name for name, choice in CHOICES.items() if choice.everything]
        return {name: getattr(self, name) for name in open_ones if getattr(self, name)}

    def params(self, *names: str) -> dict[str, object]:
        """Return the named fields as parameters of a query, `start` and `end` always among them."""
        return {name: getattr(self, name) for name in ("start", "end", *names)}

    def where(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Return the named fields that are set: of which values a question is asked."""
        values = {name: getattr(self, name) for name in names}
        return tuple((name, value) for name, value in values.items() if value is not None)

    def compared_params(self) -> dict[str, object]:
        """Return the days of the comparison as parameters; without one, no days before."""
        compared = self.comparison
        now = compared.now if compared else self
        return {
            "now_start": now.start,
            "now_end": now.end,
            "before_start": compared.before.start if compared else None,
            "before_end": compared.before.end if compared else None,
        }

    @property
    def _shift(self) -> Shift | None:
        match self.compare:
            case Compare.PREVIOUS:
                return just_before(self.period, self.unit)
            case Compare.YEAR:
                return YEAR_EARLIER
        return None

    @property
    def _complete(self) -> Period:
        return Period(self.start, self.end - ONE_DAY if self.running_day else self.end)

    def _only(self, period: Period) -> "Filters":
        return replace(self, start=period.start, end=period.end, compare=Compare.NONE)


CHOICES: Mapping[str, Choice] = MappingProxyType(
    {each.name: each.metadata["choice"] for each in fields(Filters) if "choice" in each.metadata}
)
"""The filters beside the days by their names, in the order in which they are shown."""


@dataclass(frozen=True)
class Available:
    """What a data version offers to choose from.

    `first_day` is the first day with activity, `last_day` the business day of as-of, `newest_day`
    the last day with activity up to then, `first_search_day` the first with a search, if any.
    `categories` has the columns category_id and name, in display order.
    """

    first_day: date
    last_day: date
    newest_day: date
    first_search_day: date | None
    categories: DataFrame
    districts: list[str]
    currencies: list[str]

    @property
    def data(self) -> Period:
        """The days of which there may be data."""
        return Period(self.first_day, self.last_day)

    @property
    def search_data(self) -> Period:
        """The days of which there may be searches: they may have been logged later than others."""
        return Period(self.first_search_day or self.first_day, self.last_day)


@dataclass(frozen=True)
class NoActivity:
    """That nothing happened on any day until as-of; `dated` is where rows lie instead, if any."""

    last_day: date
    dated: Period | None


def available(source: Source) -> Available | NoActivity:
    """Return what can be chosen in this data version, or that it holds no activity to show."""
    last, days = business_day(source.as_of), _days(source)
    if days["first_day"] is None:
        oldest, newest = days["oldest_row"], days["newest_row"]
        return NoActivity(last, Period(oldest, newest) if oldest else None)
    return Available(
        first_day=days["first_day"],
        last_day=last,
        newest_day=days["newest_day"],
        first_search_day=days["first_search_day"],
        categories=source.frame("available_categories"),
        districts=source.frame("available_districts")["district"].to_list(),
        currencies=source.frame("available_currencies")["currency"].to_list(),
    )


def searched_since(source: Source) -> date | None:
    """Return the first day with a search, None before there is one: before it is no data."""
    return _days(source)["first_search_day"]  # type: ignore[no-any-return]


def _days(source: Source) -> dict[str, Any]:
    return only_row(source.frame("available_days", last=business_day(source.as_of)))


def business_day(moment: datetime) -> date:
    """Return the day on which a moment counts."""
    return moment.astimezone(ZoneInfo(settings().timezone)).date()
