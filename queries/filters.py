"""The filters that every screen shares, and what there is to choose from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from pandas import DataFrame

from queries.choice import Choice, beside, named, translated
from queries.errors import InvalidFilter
from queries.frames import only_row
from queries.grain import Grain
from queries.metrics.question import Where
from queries.periods import (
    ALWAYS,
    MONTH_EARLIER,
    ONE_DAY,
    WEEKS_EARLIER,
    YEAR_EARLIER,
    Period,
    Shift,
    Unit,
    Why,
    before,
    just_before,
)
from queries.presets import Preset
from queries.settings import settings
from queries.source import Source
from queries.steps import Steps, steps_before


class Compare(StrEnum):
    """What a period is compared with."""

    PREVIOUS = "previous"
    """The period before it, by the calendar where it is a part of one."""

    MONTH = "month"
    YEAR = "year"
    """The same days of the month or the year before."""

    WEEKDAYS = "weekdays"
    """The days 52 weeks earlier: each beside one of its weekday."""

    CUSTOM = "custom"
    """As many days from the day that `Filters.against` says."""

    NONE = "none"


SHIFTS = {
    Compare.MONTH: MONTH_EARLIER,
    Compare.YEAR: YEAR_EARLIER,
    Compare.WEEKDAYS: WEEKS_EARLIER,
}
"""How far back the days lie that are compared with, where that is always the same."""


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
class Filters:
    """Business days from `start` to `end`, both included, and what is left out.

    `category` and `sub_category` are ids, `district` names; none means all. Amounts are in
    `currency`.
    A filter more is a field more here: `CHOICES` are those beside the days.
    `unit` says what the days are meant as, where that matters, and `preset` by which rule they were
    found, if by any; `data` are the first day that there is data of, and the day of as-of, which is
    not over. `against` is the first day of a custom comparison.
    """

    start: date
    end: date
    compare: Compare = Compare.PREVIOUS
    category: tuple[str, ...] = beside(
        Choice(
            "Category",
            lambda there: named(there.categories, "category_id"),
            lambda there: translated(there.categories, "category_id"),
            everything="All categories",
            several="categories",
            said="in this category",
        )
    )
    sub_category: tuple[str, ...] = beside(
        Choice(
            "Kind of service",
            lambda there: named(there.sub_categories, "sub_category_id"),
            lambda there: translated(there.sub_categories, "sub_category_id"),
            everything="All kinds of service",
            several="kinds of service",
            said="of this kind of service",
        )
    )
    district: tuple[str, ...] = beside(
        Choice(
            "District",
            lambda there: {name: name for name in there.districts},
            everything="All districts",
            several="districts",
            said="in {}",
        )
    )
    currency: str = beside(
        Choice("Currency", lambda there: {code: code for code in there.currencies}, default="INR")
    )
    unit: Unit | None = None
    preset: Preset | None = None
    against: date | None = None
    data: Period = ALWAYS

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise InvalidFilter(f"the first day {self.start} is after the last day {self.end}")
        if self.compare is Compare.CUSTOM and self.against is None:
            raise InvalidFilter("say on which day the days begin that are compared with")

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
        if shift.back(now.end) >= now.start:
            return Why.OVERLAP
        return Why.BEFORE_DATA if shift.back(now.start) < self.data.start else None

    @property
    def over(self) -> "Filters":
        """The days that are over; all of them, where only the one that is not would be left."""
        return replace(self, end=self._complete.end) if self._complete.days else self

    @property
    def places(self) -> dict[str, tuple[str, ...]]:
        """What is chosen of what may be left open, by the name of the filter."""
        open_ones = [name for name, choice in CHOICES.items() if choice.everything]
        return {name: getattr(self, name) for name in open_ones if getattr(self, name)}

    def only_by(self, names: Collection[str]) -> "Filters":
        """Return these filters with all that may be left open and is not named left open."""
        left_open: dict[str, Any] = dict.fromkeys(self.places.keys() - {*names}, ())
        return replace(self, **left_open)

    def chosen(self, *names: str) -> dict[str, object]:
        """Return the named fields as parameters of a query.

        Where several values may be chosen, they are an array, NULL for all.
        """
        values = {name: getattr(self, name) for name in names}
        return {
            name: ([*value] or None) if isinstance(value, tuple) else value
            for name, value in values.items()
        }

    def params(self, *names: str) -> dict[str, object]:
        """Return the same, `start` and `end` always among them."""
        return self.chosen("start", "end", *names)

    def where(self, *names: str) -> Where:
        """Return the named fields that are set: of which values a question is asked."""
        values = {name: getattr(self, name) for name in names}
        return tuple((name, value) for name, value in values.items() if value)

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
        if self.compare is Compare.PREVIOUS:
            return just_before(self.period, self.unit)
        if self.compare is Compare.CUSTOM and self.against:
            return Shift(days=(self.start - self.against).days)
        return SHIFTS.get(self.compare)

    @property
    def _complete(self) -> Period:
        return Period(self.start, self.end - ONE_DAY if self.running_day else self.end)

    def _only(self, period: Period) -> "Filters":
        return replace(self, start=period.start, end=period.end, compare=Compare.NONE, preset=None)


CHOICES: Mapping[str, Choice] = MappingProxyType(
    {each.name: each.metadata["choice"] for each in fields(Filters) if "choice" in each.metadata}
)
"""The filters beside the days by their names, in the order in which they are shown."""


@dataclass(frozen=True)
class Available:
    """What a data version offers to choose from.

    `first_day` is the first day with activity, `last_day` the business day of as-of, `newest_day`
    the last day with activity up to then, `first_search_day` the first with a search, if any.
    `categories` has the columns category_id and name, `sub_categories` sub_category_id, category_id
    and name, both also name_hi and name_ur, in display order.
    """

    first_day: date
    last_day: date
    newest_day: date
    first_search_day: date | None
    categories: DataFrame
    sub_categories: DataFrame
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
        sub_categories=source.frame("available_sub_categories"),
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
