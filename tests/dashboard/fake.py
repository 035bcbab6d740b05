"""A source made of frames: screens are tried on it in seconds, without a server.

Columns and the types of their values are those of the named queries; `test_fake` holds them to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pandas import DataFrame

from queries.errors import QueryError
from queries.frames import to_frame
from tests.dashboard.fake_values import AS_OF, NAMES, value

Params = Mapping[str, Any]
Row = Mapping[str, object]

MONEY = (
    "payments gross_amount platform_fee tax_amount provider_earnings refunds refund_amount"
    " net_amount failed_payments take_rate refund_rate average_payment failure_rate"
)
FUNNEL = (
    "requested viewed confirmed started completed paid reviewed prepaid cancelled"
    " cancelled_by_customer cancelled_by_provider cancelled_by_admin cancelled_by_system disputed"
    " open response_seconds_sum response_count completion_seconds_sum completion_count"
)
RATES = "conversion_rate cancellation_rate dispute_rate response_seconds completion_seconds"
WHO = "provider_id name category district"

LISTED: Mapping[str, str] = {
    "available_categories": "category_id name name_hi icon",
    "available_currencies": "currency",
    "available_districts": "district",
    "bookings_by": f"key name {FUNNEL} {RATES} quoted_amount final_amount",
    "coverage_areas": f"{WHO} verified reputation_score service_area",
    "coverage_demand_cells": "h3_cell demand unmet_demand covering_providers is_few",
    "coverage_gap_cells": "h3_cell district category_id category demand covering_providers",
    "coverage_gap_districts": "district category_id category demand unmet_demand thin_demand",
    "coverage_providers": f"{WHO} verified reputation_score h3_cell",
    "coverage_supply_cells": "h3_cell covering_providers verified_covering_providers",
    "currencies_used": "currency requested gross_amount",
    "data_jobs": "job due_at started_at finished_at outcome error succeeded_at alert",
    "data_objects": "name rows rows_before row_change checksum is_changed seconds",
    "data_quality": (
        "finding meaning relation detail rows example_id left_out_of remedy must_be_corrected"
    ),
    "data_runs": "run_id job started_at finished_at seconds outcome row_count error",
    "data_sources": "name rows rows_before row_change newest_at",
    "overview_growth_by": (
        "key name requested requested_before jobs_completed jobs_completed_before gross_amount"
        " gross_amount_before platform_fee platform_fee_before searches searches_before"
        " gross_growth"
    ),
    "overview_uncovered_districts": "district searches zero_results",
    "provider_choices": f"{WHO} standing is_active",
    "provider_reviews": (
        "day overall_rating quality_rating punctuality_rating professionalism_rating value_rating"
        " comment provider_response"
    ),
    "providers_table": (
        f"{WHO} standing is_active aadhaar_verified requested jobs_completed jobs_cancelled"
        " jobs_disputed job_completion_rate job_cancellation_rate job_dispute_rate gross_amount"
        " provider_earnings reviews rating response_seconds other_currencies reputation_score"
        " jobs_completed_now gross_amount_now jobs_completed_before gross_amount_before"
        " jobs_over_time"
    ),
    "revenue_by": f"key name {MONEY}",
    "search_by_district": (
        "district searches zero_results zero_result_rate click_through_rate click_position"
        " searchers"
    ),
    "search_terms": (
        "term term_searches term_zero_results zero_result_rate term_clicked click_through_rate"
        " passed_over term_searches_now term_searches_before is_few"
    ),
}
"""Queries that list what there is: as many rows as the source is large."""

STEPPED: Mapping[str, str] = {
    "bookings_cohorts": (
        f"{FUNNEL} viewed_rate confirmed_rate started_rate conversion_rate paid_rate"
        " reviewed_rate cancellation_rate dispute_rate response_seconds completion_seconds"
    ),
    "coverage_over_time": "demand unmet_demand unmet_rate",
    "providers_over_time": (
        "active_providers requested confirmed jobs_completed jobs_cancelled disputed"
        " job_completion_rate gross_amount provider_earnings reviews rating response_seconds"
    ),
    "revenue_over_time": MONEY,
    "search_over_time": (
        "searches zero_results clicked zero_result_rate click_through_rate click_position"
        " reciprocal_rank searchers search_sessions response_p50 response_p95"
    ),
}
"""Queries over time: one row for each step that is asked for."""

SIZED: Mapping[str, tuple[int, str]] = {
    "bookings_funnel": (7, "stage bookings share_of_requested stage_conversion lost"),
    "coverage_boundaries": (5, "district boundary"),
    "coverage_districts": (
        5,
        "district providers verified_providers demand unmet_demand thin_demand unmet_rate"
        " demand_per_provider",
    ),
    "coverage_few": (1, "customers"),
    "coverage_unplaced": (1, "searches"),
    "data_versions": (
        2,
        "version_id as_of published_at kind refresh_seconds published_rows changed_objects",
    ),
    "provider_profile": (
        1,
        "provider_id name business_name category district pincode profile_status is_active"
        " aadhaar_verified background_verified average_rating completed_jobs reputation_score"
        " current_score reputation_mode joined_day last_active_day h3_cell service_area",
    ),
    "provider_reputation": (11, "place step score weight points"),
    "provider_stars": (5, "stars reviews reviews_ever"),
    "providers_reputation": (11, "score_from band providers"),
    "search_by_hour": (168, "weekday hour searches searches_per_day zero_result_rate"),
}
"""Queries that have as many rows whatever happened."""

DAYS = "first_day newest_day first_search_day oldest_row newest_row"
ALWAYS_KNOWN = (
    "stage district boundary customers version_id as_of published_at kind place step stars"
    " score_from band weekday hour"
)
"""What there is before anything happened."""


@dataclass(frozen=True)
class Fake:
    """A data version with `size` of everything: 0 is one in which nothing happened.

    Queries that are named in `failing` fail so; `asked` are the names of those that were put.
    """

    size: int = 4
    failing: Mapping[str, QueryError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list, compare=False)
    version: int = 7
    as_of: datetime = AS_OF
    published_at: datetime = AS_OF

    def frame(self, name: str, **params: Any) -> DataFrame:
        """Return the rows of a named query."""
        self.asked.append(name)
        if name in self.failing:
            raise self.failing[name]
        if name == "available_days":
            return _rows(DAYS, [{}])
        if name in STEPPED:
            days = zip(params["first_days"], params["last_days"], strict=True)
            steps = [{"first_day": first, "last_day": last} for first, last in days]
            return _rows(f"first_day last_day {STEPPED[name]}", steps, self._is_known)
        if name in SIZED:
            rows, columns = SIZED[name]
            given = {"provider_id": params.get("provider")}
            return _rows(columns, [given] * rows, self._is_known)
        return _rows(LISTED[name], [*map(_group(params), range(self.size))][: params.get("most")])

    def live_frame(self, name: str, **params: Any) -> DataFrame:
        """Return the same: nothing changes between versions."""
        return self.frame(name, **params)

    def _is_known(self, column: str) -> bool:
        return self.size > 0 or column in ALWAYS_KNOWN.split()


def _group(params: Params) -> Callable[[int], Row]:
    """Return what is given of the rows of a list: the name of a group, and its steps."""

    def given(place: int) -> Row:
        row: dict[str, object] = {}
        if "dimension" in params:
            row["name"] = NAMES[params["dimension"]][place]
        if "first_days" in params:
            row["jobs_over_time"] = [place] * len(params["first_days"])
        return row

    return given


def _rows(
    columns: str, given: Sequence[Row], is_known: Callable[[str], bool] = lambda _: True
) -> DataFrame:
    """Return a row for each of the given ones, with a value for what these do not give."""
    names = columns.split()
    rows = [
        [
            row[name] if name in row else value(name, place, is_known=is_known(name))
            for name in names
        ]
        for place, row in enumerate(given)
    ]
    return to_frame(names, rows)
