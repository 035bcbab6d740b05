"""What metrics are read from: the relations of the analytics schema, and their dimensions."""

from dataclasses import dataclass, replace

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
SUB_CATEGORY = Dimension("sub_category", "sub_category_id", named_in="sub_categories")
"""What a provider's service is, none where that cannot be told; together they are its category."""

DISTRICT = Dimension("district", "district")
CURRENCY = Dimension("currency", "currency")
METHOD = Dimension("method", "method")
PROVIDER = Dimension("provider", "provider_id", named_in="provider_directory")
WEEKDAY = Dimension("weekday", "weekday", kind=int)
"""1 is Monday; of the day of each row."""

HOUR = Dimension("hour", "hour", kind=int)


@dataclass(frozen=True)
class Behind:
    """The rows one by one behind columns of a relation: a view of the schema `admin`, which has the
    same dimensions, and the same columns to add up.

    `day` is its column of days, `moment` of when, `key` of what a row is; `said` are those that
    say what it is about.
    """

    kind: str
    """What rows are called: bookings."""

    name: str
    day: str
    moment: str
    key: str
    said: tuple[str, ...]
    columns: frozenset[str]

    @property
    def source(self) -> str:
        """Return its full name."""
        return f"admin.{self.name}"


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
    behind: tuple[Behind, ...] = ()

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


WHOSE = ("provider_id", "provider", "category", "district", "currency")

BOOKING_ROWS = Behind(
    "bookings",
    "booking_rows",
    day="cohort_day",
    moment="requested_at",
    key="booking_id",
    said=("status", *WHOSE),
    columns=frozenset(
        {
            *("requested", "viewed", "confirmed", "started", "completed", "paid", "reviewed"),
            *("prepaid", "cancelled", "cancelled_by_customer", "cancelled_by_provider"),
            *("cancelled_by_admin", "cancelled_by_system", "disputed", "open"),
            *("response_seconds_sum", "response_count"),
            *("completion_seconds_sum", "completion_count", "quoted_amount", "final_amount"),
        }
    ),
)

PAYMENT_ROWS = Behind(
    "payments",
    "payment_rows",
    day="day",
    moment="moved_at",
    key="payment_id",
    said=("movement", "status", "booking_id", "method", *WHOSE),
    columns=frozenset(
        {
            *("payments", "gross_amount", "platform_fee", "tax_amount", "provider_earnings"),
            *("refunds", "refund_amount", "net_amount", "failed_payments"),
        }
    ),
)

REVIEW_ROWS = Behind(
    "reviews",
    "review_rows",
    day="day",
    moment="written_at",
    key="review_id",
    said=WHOSE,
    columns=frozenset({"reviews", "rating_sum"}),
)

SEARCH_ROWS = Behind(
    "searches",
    "search_rows",
    day="day",
    moment="searched_at",
    key="search_id",
    said=("district", "hour", "response_milliseconds"),
    columns=frozenset(
        {
            *("searches", "zero_results", "clicked", "positioned_clicks"),
            *("click_position_sum", "reciprocal_rank_sum"),
        }
    ),
)

BEHIND = {rows.kind: rows for rows in (BOOKING_ROWS, PAYMENT_ROWS, REVIEW_ROWS, SEARCH_ROWS)}
"""Rows one by one, by what they are called."""

BOOKINGS = Relation(
    "booking_funnel_daily",
    "business day of the request",
    (CURRENCY, CATEGORY, SUB_CATEGORY, DISTRICT),
    day="cohort_day",
    amounts=frozenset({"quoted_amount", "final_amount"}),
    behind=(BOOKING_ROWS,),
)

BOOKING_TOTALS = replace(BOOKINGS, name="booking_totals_daily", dimensions=(CURRENCY,))
"""The same in all places and kinds together: what is asked most, in a row for each day."""

REVENUE = Relation(
    "revenue_summary_daily",
    "business day on which the money moved",
    (CURRENCY, METHOD, CATEGORY, SUB_CATEGORY, DISTRICT),
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
    behind=(PAYMENT_ROWS,),
)

REVENUE_TOTALS = replace(REVENUE, name="revenue_totals_daily", dimensions=(CURRENCY,))

PROVIDER_DAYS = Relation(
    "provider_stats_daily",
    "business day of the event",
    (PROVIDER, CURRENCY, SUB_CATEGORY, CATEGORY, DISTRICT),
    placed_by="provider_directory",
    amounts=frozenset({"gross_amount", "provider_earnings"}),
    behind=(
        replace(
            BOOKING_ROWS,
            columns=frozenset({"requested", "response_seconds_sum", "response_count"}),
        ),
        replace(PAYMENT_ROWS, columns=frozenset({"gross_amount", "provider_earnings"})),
        REVIEW_ROWS,
    ),
)

ACTIVITY_TOTALS = replace(
    PROVIDER_DAYS, name="activity_totals_daily", dimensions=(CURRENCY,), placed_by=None
)

PROVIDERS = Relation(
    "provider_directory",
    "active, approved provider",
    (CATEGORY, DISTRICT),
    day=None,
    only=(("is_active", True), ("profile_status", "APPROVED")),
)

PROVIDER_KINDS = Relation(
    "provider_sub_categories",
    "active, approved provider, and each of its sub-categories",
    (CATEGORY, SUB_CATEGORY, DISTRICT),
    day=None,
    only=(("is_active", True), ("profile_status", "APPROVED")),
)

SEARCHES = Relation("search_stats_daily", "business day", (DISTRICT,), behind=(SEARCH_ROWS,))

SEARCH_TOTALS = Relation("search_totals_daily", "business day", (), behind=(SEARCH_ROWS,))
"""The same in all districts together: what is asked most, in a row for each day."""

SEARCH_BOOKINGS = Relation(
    "search_bookings_daily", "business day of the search", (CATEGORY, SUB_CATEGORY, DISTRICT)
)
"""Category and sub-category are those of the search's filters, none where few people searched."""

SEARCH_HOURS = Relation(
    "search_hours_daily", "business day", (DISTRICT, WEEKDAY, HOUR), behind=(SEARCH_ROWS,)
)
