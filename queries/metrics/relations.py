"""What metrics are read from: the relations of the analytics schema, and their dimensions."""

from dataclasses import dataclass

from queries.errors import InvalidQuestion

SCHEMA = "analytics"


@dataclass(frozen=True)
class Dimension:
    """By what numbers can be split or kept: its name, and the column of ids or values.

    Where these are ids, `named_in` is the relation whose `name` says what people call them.
    """

    name: str
    column: str
    named_in: str | None = None
    kind: type[str] | type[int] = str

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns by which frames show it: the id and the name, or the value."""
        return (self.column, self.name) if self.named_in else (self.column,)

    def value(self, text: str) -> str | int:
        """Return a value that is written as text; raise InvalidQuestion where it is none."""
        try:
            return self.kind(text)
        except ValueError:
            raise InvalidQuestion(f"{self.name} is a number, not {text!r}") from None


CATEGORY = Dimension("category", "category_id", named_in="categories")
DISTRICT = Dimension("district", "district")
CURRENCY = Dimension("currency", "currency")
METHOD = Dimension("method", "method")
PROVIDER = Dimension("provider", "provider_id", named_in="provider_directory")
WEEKDAY = Dimension("weekday", "weekday", kind=int)
"""1 is Monday; of the day of each row."""

HOUR = Dimension("hour", "hour", kind=int)


@dataclass(frozen=True)
class Relation:
    """A relation of the analytics schema with a row per `of` and combination of dimensions.

    `day` is the column of days, None where rows are as they stand now. `placed_by` is the relation
    that knows category and district of its providers, where it does not itself. `amounts` are
    columns in the currency of their row. Only rows in which `only` holds count.
    """

    name: str
    of: str
    dimensions: tuple[Dimension, ...]
    day: str | None = "day"
    placed_by: str | None = None
    amounts: frozenset[str] = frozenset()
    only: tuple[tuple[str, object], ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the full names of what is read."""
        names = (self.name, self.placed_by)
        return tuple(full_name(name) for name in names if name)

    @property
    def grain(self) -> str:
        """Return what there is one row for."""
        return ", ".join([self.of, *(dimension.name for dimension in self.dimensions)])

    def has(self, names: set[str]) -> bool:
        """Return whether it has all of these dimensions."""
        return names <= {dimension.name for dimension in self.dimensions}


def full_name(name: str) -> str:
    """Return the name of a relation or function with its schema."""
    return f"{SCHEMA}.{name}"


BOOKINGS = Relation(
    "booking_funnel_daily",
    "business day of the request",
    (CURRENCY, CATEGORY, DISTRICT),
    day="cohort_day",
    amounts=frozenset({"quoted_amount", "final_amount"}),
)

REVENUE = Relation(
    "revenue_summary_daily",
    "business day on which the money moved",
    (CURRENCY, METHOD, CATEGORY, DISTRICT),
    amounts=frozenset(
        {
            "gross_amount",
            "platform_fee",
            "tax_amount",
            "provider_earnings",
            "refund_amount",
            "net_amount",
        }
    ),
)

PROVIDER_DAYS = Relation(
    "provider_stats_daily",
    "business day of the event",
    (PROVIDER, CURRENCY, CATEGORY, DISTRICT),
    placed_by="provider_directory",
    amounts=frozenset({"gross_amount", "provider_earnings"}),
)

PROVIDERS = Relation(
    "provider_directory",
    "active, approved provider",
    (CATEGORY, DISTRICT),
    day=None,
    only=(("is_active", True), ("profile_status", "APPROVED")),
)

SEARCHES = Relation("search_stats_daily", "business day", (DISTRICT,))

SEARCH_TOTALS = Relation("search_totals_daily", "business day", ())
"""The same in all districts together: what is asked most, in a row for each day."""

SEARCH_BOOKINGS = Relation(
    "search_bookings_daily", "business day of the search", (CATEGORY, DISTRICT)
)
"""The category is that of the search's filters, none where few people searched for it."""

SEARCH_HOURS = Relation("search_hours_daily", "business day", (DISTRICT, WEEKDAY, HOUR))
