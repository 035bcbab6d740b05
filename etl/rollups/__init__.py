"""Rollups: exact facts, kept unit by unit: each is declared here, `etl.refresh.engine` keeps it."""

from dataclasses import dataclass
from typing import LiteralString

from etl.rollups.sources import NAMES
from etl.rollups.units import (
    BLOCK,
    BOOKING_DAY,
    KEPT_DAY,
    MONTH,
    PLACE_BLOCK,
    PROVIDER,
    SEARCH_DAY,
    WHOLE,
    Unit,
)

DEFINITIONS: tuple[str, ...] = (
    "located_searches",
    "days",
    "unit_checksums",
    "categories",
    "sub_categories",
    "provider_sub_categories",
    "provider_days",
    "booking_rows",
    "booking_cohorts",
    "payment_rows",
    "revenue_days",
    "customer_days",
    "reviews",
    "source_days",
    "provider_totals",
    "provider_places",
    "booking_funnel",
    "booking_totals",
    "revenue_summary",
    "revenue_totals",
    "activity_totals",
    "category_stats",
    "sub_category_stats",
    "coverage_cells",
    "marks",
    "capture",
    "data_quality",
    "search_days",
    "search_totals",
    "search_hours",
    "search_terms",
    "search_months",
    "search_demand",
    "place_demand",
    "sub_category_demand",
    "search_bookings",
    "marked_days",
)
"""File stems of `etl/rollups/`, in the order of creation."""


@dataclass(frozen=True)
class Follow:
    """Rows of another rollup that name the units to compute again when they come or go."""

    rollup: str
    by: str = "unit"
    """The column that names them, or several in an array."""
    through: LiteralString | None = None
    """The query of the units, where the column names something else (`%(names)s`)."""


@dataclass(frozen=True, eq=False)
class Rollup:
    """A table `rollup.<name>` that holds what `rollup.compute_<name>(units)` says of each unit."""

    name: str
    unit: Unit
    view: str | None = None
    """The view of `analytics` that shows it, and whose checksums are kept."""
    marks: frozenset[str] = frozenset()
    """Sources whose marks name units, or all of them."""
    shared: frozenset[str] = frozenset()
    """Sources of which any mark may concern every unit."""
    follows: tuple[Follow, ...] = ()
    with_time: LiteralString | None = None
    """The query of the units that changed by the time that went by."""
    is_always_new: bool = False
    """Whether time may change every unit."""
    tells: tuple[str, ...] = ()
    """Columns of rows that come or go by which others follow, beside the unit."""
    view_key: LiteralString | None = None
    """What names the unit in a row of the view, if not what does in the table."""
    shown_with: tuple[str, ...] = ()
    """Other rollups that the view reads: when they change, any row that it shows may."""


BOOKED = frozenset({"bookings", "payments", "reviews", "booking_status_history", "booking_days"})
SEARCHED = frozenset({"search_logs", "districts"})
OF_PROVIDERS = frozenset({"provider_profiles", "reviews", "users"})

OFFERED = (
    Follow(
        "provider_sub_categories",
        through="SELECT rollup.days_of_providers(%(names)s::text[])",
    ),
    Follow(
        "sub_categories",
        "sub_category_id",
        through="SELECT rollup.days_of_sub_categories(%(names)s::text[])",
    ),
)
"""What counts by sub-category counts as what providers offer, and as that is called."""

MONTHS: LiteralString = "SELECT rollup.months_of(%(names)s::date[])"

MOVED = Follow("provider_places", through="SELECT rollup.days_of_providers(%(names)s::text[])")
"""What counts by category and district counts where the providers belong."""

ROLLUPS = (
    Rollup("categories", WHOLE, "categories", shared=frozenset({"categories"})),
    Rollup(
        "sub_categories",
        WHOLE,
        "sub_categories",
        shared=frozenset({"sub_categories"}),
        tells=("sub_category_id",),
    ),
    Rollup(
        "provider_sub_categories",
        PROVIDER,
        marks=frozenset({"provider_profiles"}),
        shared=frozenset({"sub_categories"}),
    ),
    Rollup("provider_days", BOOKING_DAY, "provider_stats_daily", marks=BOOKED, follows=OFFERED),
    Rollup("booking_rows", BOOKING_DAY, marks=BOOKED, follows=OFFERED),
    Rollup(
        "booking_cohorts", BOOKING_DAY, follows=(Follow("booking_rows"),), tells=("provider_id",)
    ),
    Rollup("payment_rows", BOOKING_DAY, marks=BOOKED, follows=OFFERED),
    Rollup("revenue_days", BOOKING_DAY, follows=(Follow("payment_rows"),)),
    Rollup("customer_days", BOOKING_DAY, marks=BOOKED, follows=OFFERED),
    Rollup("source_days", BOOKING_DAY, marks=BOOKED),
    Rollup(
        "reviews",
        BOOKING_DAY,
        "provider_reviews",
        marks=BOOKED,
        follows=OFFERED,
        tells=("provider_id",),
    ),
    Rollup("search_days", SEARCH_DAY, "search_stats_daily", marks=SEARCHED),
    Rollup("search_totals", KEPT_DAY, "search_totals_daily", follows=(Follow("search_days"),)),
    Rollup("search_hours", SEARCH_DAY, "search_hours_daily", marks=SEARCHED),
    Rollup("search_terms", SEARCH_DAY, "search_terms_daily", marks=SEARCHED),
    Rollup("search_months", MONTH, follows=(Follow("search_days", through=MONTHS),)),
    Rollup("term_months", MONTH, follows=(Follow("search_terms", through=MONTHS),)),
    Rollup(
        "search_demand",
        SEARCH_DAY,
        "search_demand_daily",
        marks=SEARCHED,
        shown_with=("categories",),
    ),
    Rollup("place_demand", SEARCH_DAY, follows=(Follow("search_demand"),)),
    Rollup("place_months", MONTH, follows=(Follow("place_demand", through=MONTHS),)),
    Rollup("sub_category_demand", SEARCH_DAY, marks=SEARCHED),
    Rollup(
        "search_bookings",
        SEARCH_DAY,
        marks=SEARCHED | {"customer_profiles", "search_bookings"},
    ),
    Rollup(
        "shown_search_bookings",
        KEPT_DAY,
        "search_bookings_daily",
        shared=frozenset({"categories", "sub_categories", "system_config"}),
        follows=(Follow("search_bookings"),),
    ),
    Rollup(
        "provider_totals",
        PROVIDER,
        follows=(Follow("booking_cohorts", "provider_id"), Follow("reviews", "provider_id")),
    ),
    Rollup(
        "provider_places",
        PROVIDER,
        marks=frozenset({"provider_profiles"}),
        shared=frozenset({"districts"}),
    ),
    Rollup(
        "booking_funnel",
        BOOKING_DAY,
        "booking_funnel_daily",
        follows=(Follow("booking_cohorts"), MOVED),
        view_key="item.cohort_day",
    ),
    Rollup(
        "booking_totals",
        BOOKING_DAY,
        "booking_totals_daily",
        follows=(Follow("booking_funnel"),),
        view_key="item.cohort_day",
    ),
    Rollup(
        "revenue_summary",
        BOOKING_DAY,
        "revenue_summary_daily",
        follows=(Follow("revenue_days"), MOVED),
    ),
    Rollup(
        "revenue_totals",
        BOOKING_DAY,
        "revenue_totals_daily",
        follows=(Follow("revenue_summary"),),
    ),
    Rollup(
        "activity_totals",
        BOOKING_DAY,
        "activity_totals_daily",
        follows=(Follow("provider_days"),),
    ),
    Rollup(
        "category_stats",
        BOOKING_DAY,
        "category_stats_daily",
        follows=(Follow("provider_days"), Follow("customer_days"), MOVED),
    ),
    Rollup(
        "sub_category_stats",
        BOOKING_DAY,
        "sub_category_stats_daily",
        follows=(Follow("provider_days"), Follow("customer_days"), MOVED),
    ),
    Rollup(
        "provider_directory",
        PROVIDER,
        "provider_directory",
        marks=OF_PROVIDERS,
        shared=frozenset({"categories", "system_config", "pincodes", "districts"}),
        follows=(Follow("provider_places"), Follow("provider_sub_categories")),
        with_time="SELECT rollup.providers_grown_older()",
    ),
    Rollup(
        "provider_stats_summary",
        PROVIDER,
        "provider_stats_summary",
        marks=frozenset({"provider_profiles", "users"}),
        shared=frozenset({"categories"}),
        follows=(Follow("provider_totals"),),
    ),
    Rollup(
        "serving_providers",
        PROVIDER,
        marks=frozenset({"provider_profiles"}),
        shared=frozenset({"pincodes", "districts"}),
        tells=("category_id", "aadhaar_verified", "cells_hash", "blocks", "reputation_score"),
    ),
    Rollup(
        "coverage_cells",
        BLOCK,
        "coverage_cells",
        follows=(Follow("serving_providers", "blocks"),),
    ),
    Rollup("coverage_totals", BLOCK, follows=(Follow("coverage_cells"),)),
    Rollup(
        "covered_places",
        PLACE_BLOCK,
        shared=frozenset({"categories"}),
        follows=(
            Follow("coverage_cells"),
            Follow("search_demand", through="SELECT rollup.blocks_of_new_places()"),
        ),
        tells=("place_id",),
    ),
    Rollup(
        "demand_days",
        KEPT_DAY,
        shared=frozenset({"categories"}),
        follows=(Follow("place_demand"),),
    ),
    Rollup(
        "gap_demand",
        KEPT_DAY,
        follows=(
            Follow("place_demand"),
            Follow(
                "covered_places",
                "place_id",
                "SELECT rollup.days_of_moved_places(%(names)s::integer[])",
            ),
        ),
    ),
    Rollup("data_quality", WHOLE, "data_quality", shared=NAMES, is_always_new=True),
)
"""In the order in which they are computed: each after those that it follows."""

PUBLISHED = tuple(rollup.view for rollup in ROLLUPS if rollup.view)
"""Views of `analytics` over rollups: the objects of a data version."""
