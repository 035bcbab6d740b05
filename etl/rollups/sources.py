"""Change capture, declared: which tables count, and what is appended when their rows come or go.

A trigger cannot know on which days a row counts: a booking's payment, review and disputes count on
days that the booking decides and the other way round, and another transaction may be moving the
other row. So writers append what came and what went, as it is, and the refresh makes days of it as
its own snapshot sees them. Joining, comparing or gathering would cost every writer more than the
rest. Why that is enough: docs/decisions.md, A11 and the tests of tests/etl/rollups.

`etl.rollups.capture` writes the functions, the triggers and the views of moments from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """What is appended to a table of marks for each version of a row: columns, and their SQL."""

    table: str
    always: Mapping[str, str]
    """Of every version."""
    came: Mapping[str, str] = field(default_factory=dict)
    """Beside that, of a version that came."""
    went: Mapping[str, str] = field(default_factory=dict)
    """Beside that, of a version that went."""


@dataclass(frozen=True)
class Source:
    """A table whose changes count. One without marks counts as a whole, whatever changes."""

    name: str
    schema: str = "public"
    marks: tuple[Mark, ...] = ()
    booking: str | None = None
    """What names the booking that a row is of, if it is of one."""
    moments: tuple[str, ...] = ()
    """The columns that say when something of it counts."""
    where: str | None = None
    """The rows that count, if not all do."""
    read: tuple[str, ...] = ()
    """The columns of which a change counts, if not all do."""
    counts_through_others: bool = False
    """Whether a row that comes or goes changes nothing by itself: only an update does."""
    partitioned_by: str | None = None
    """The column whose change may move a row to another partition."""

    @property
    def table(self) -> str:
        """The table with its schema."""
        return f"{self.schema}.{self.name}"


def _dependent(
    name: str, *moments: str, marks: tuple[Mark, ...] = (), where: str | None = None
) -> Source:
    """A table of rows of bookings: their days are found by the booking, those they left here."""
    named = {"source": f"'{name}'", "booking_id": "booking_id"}
    left = {"left_at": f"ARRAY[{', '.join(moments)}]"}
    mark = Mark("booking_marks", named, went=left)
    return Source(name, marks=(mark, *marks), booking="booking_id", moments=moments, where=where)


def _provider(source: str, column: str, named: str = "provider_id") -> Mark:
    return Mark("provider_marks", {"source": f"'{source}'", named: column})


VERSION = ("created_at", "confirmed_at", "completed_at", "cancelled_at")
"""The moments of a booking, in the table and in its versions."""

FACTS = ("provider_id", "customer_id", "service_type", "currency")
"""What decides, beside these, for whom and as what a booking counts."""

SOURCES = (
    Source(
        "bookings",
        booking="id",
        moments=VERSION,
        marks=(
            Mark(
                "booking_versions",
                {
                    "booking_id": "id",
                    **{column: column for column in (*FACTS, *VERSION)},
                },
                came={"change": "1"},
                went={"change": "-1"},
            ),
        ),
    ),
    _dependent("payments", "created_at", "paid_at", "refunded_at"),
    _dependent("reviews", "created_at", marks=(_provider("reviews", "provider_id"),)),
    # The operator is named with its schema: see marks.sql.
    _dependent(
        "booking_status_history", "created_at", where="status OPERATOR(pg_catalog.=) 'DISPUTED'"
    ),
    Source(
        "search_logs",
        marks=(
            Mark(
                "day_marks",
                {"source": "'search_logs'", "day": "etl.business_day(created_at)"},
            ),
        ),
        partitioned_by="created_at",
    ),
    # Of a user the name and the age of the account are read; of most users nothing.
    Source("users", marks=(_provider("users", "id", "user_id"),), read=("name", "created_at")),
    # Whose bookings are whose searches' is another matter when a customer is another user.
    Source(
        "customer_profiles",
        marks=(Mark("day_marks", {"source": "'customer_profiles'"}),),
        read=("user_id",),
        counts_through_others=True,
    ),
    Source("categories"),
    # The application keeps its counter of providers in the same row.
    Source(
        "sub_categories",
        marks=(Mark("day_marks", {"source": "'sub_categories'"}),),
        read=(
            *("category_id", "name", "name_translations", "slug", "description"),
            *("is_active", "sort_order"),
        ),
    ),
    Source("provider_profiles", marks=(_provider("provider_profiles", "id"),)),
    Source("system_config"),
    Source("districts", schema="geo"),
    Source("pincodes", schema="geo"),
)

NAMES = frozenset(source.name for source in SOURCES)
