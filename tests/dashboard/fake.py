"""A source made of frames: screens are tried on it in seconds, without a server.

Columns and the types of their values are those of the named queries; `test_fake` holds them to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pandas import DataFrame

from queries import live
from queries.errors import QueryError
from queries.frames import to_frame
from queries.metrics.question import Question
from tests.dashboard.fake_values import AS_OF, STATUSES, value

Row = Mapping[str, object]

WHO = "provider_id name category district"

LISTED: Mapping[str, str] = {
    "available_categories": "category_id name name_hi name_ur icon",
    "available_currencies": "currency",
    "available_districts": "district",
    "available_sub_categories": "sub_category_id category_id name name_hi name_ur",
    "coverage_areas": f"{WHO} verified reputation_score service_area",
    "coverage_demand_cells": "h3_cell demand unmet_demand covering_providers is_few",
    "coverage_gap_cells": (
        "h3_cell district category_id category sub_category_id sub_category demand"
        " covering_providers"
    ),
    "coverage_gap_districts": (
        "district category_id category sub_category_id sub_category demand unmet_demand thin_demand"
    ),
    "coverage_kinds": "key name category_id category demand unmet_demand thin_demand",
    "coverage_providers": f"{WHO} verified reputation_score h3_cell",
    "coverage_supply_cells": "h3_cell covering_providers verified_covering_providers",
    "data_jobs": "job due_at started_at finished_at outcome error succeeded_at alert",
    "data_objects": "name rows rows_before row_change checksum is_changed seconds",
    "data_quality": (
        "finding meaning relation detail rows example_id left_out_of remedy must_be_corrected"
    ),
    "data_runs": "run_id job started_at finished_at seconds outcome row_count error",
    "server_moves": "at seen_by workload server_before server_after why",
    "statement_totals": "role statement calls total_seconds worst_seconds",
    "data_sources": "name rows rows_before row_change newest_at",
    "overview_unserved_districts": "district",
    "provider_choices": f"{WHO} standing is_active",
    "provider_reviews": (
        "day overall_rating quality_rating punctuality_rating professionalism_rating value_rating"
        " comment provider_response"
    ),
    "providers_table": (
        f"{WHO} sub_categories standing is_active aadhaar_verified requested jobs_completed"
        " jobs_cancelled jobs_disputed gross_amount provider_earnings reviews rating_sum"
        " response_seconds_sum response_count other_currencies reputation_score jobs_over_time"
        " namesakes place matching"
    ),
    "providers_movers": f"{WHO} now before change",
    "search_terms": (
        "term term_searches term_zero_results term_clicked passed_over term_searches_now"
        " term_searches_before is_few"
    ),
}
"""Queries that list what there is: as many rows as the source is large."""

SIZED: Mapping[str, tuple[int, str]] = {
    "coverage_boundaries": (5, "district boundary"),
    "coverage_districts": (
        5,
        "district providers verified_providers demand unmet_demand thin_demand demand_per_provider",
    ),
    "coverage_few": (1, "customers"),
    "data_versions": (
        2,
        "version_id as_of published_at kind refresh_seconds published_rows changed_objects",
    ),
    "provider_profile": (
        1,
        "provider_id name business_name category sub_categories district pincode profile_status"
        " is_active"
        " aadhaar_verified background_verified average_rating completed_jobs reputation_score"
        " current_score reputation_mode joined_day last_active_day",
    ),
    "provider_place": (1, "provider_id name district h3_cell service_area"),
    "provider_reputation": (11, "place step score weight points"),
    "provider_stars": (5, "stars reviews reviews_ever"),
    "providers_leaders": (
        1,
        "providers paid_providers only_elsewhere gross_amount provider_id name most namesakes"
        " best_tenth",
    ),
    "providers_reputation": (11, "score_from band providers"),
}
"""Queries that have as many rows whatever happened."""

OF_THE_FRAME = {
    f"available_{what}"
    for what in ("days", "categories", "sub_categories", "districts", "currencies")
}
"""What is asked for what stands above every screen."""

DAYS = "first_day newest_day first_search_day oldest_row newest_row"
IDENTITY = UUID(int=7)

ALWAYS_KNOWN = (
    "district boundary customers version_id as_of published_at kind place step stars"
    " score_from band status minute"
)
"""What there is before anything happened."""


@dataclass(frozen=True)
class Fake:
    """A data version with `size` of everything: 0 is one in which nothing happened.

    What is named in `failing` fails so: named queries, and questions as `named` calls them. `asked`
    are the names of those that were put.
    """

    size: int = 4
    failing: Mapping[str, QueryError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list, compare=False)
    version: int = 7
    identity: UUID = IDENTITY
    as_of: datetime = AS_OF
    published_at: datetime = AS_OF
    server: str = "primary"

    def answer(self, question: Question) -> DataFrame:
        """Return a row for each step of each group; of what is no later, other numbers."""
        self._ask(named(question))
        groups = range(self.size if question.by else 1)
        steps = [{"first_day": step.start, "last_day": step.end} for step in question.steps]
        rows = [
            _row(question.columns, place, step, self._is_known, question.days.start.month + at % 3)
            for at, step in enumerate(steps or [{}])
            for place in groups
        ]
        return to_frame(question.columns, rows)

    def frame(self, name: str, **params: Any) -> DataFrame:
        """Return the rows of a named query."""
        self._ask(name)
        if name == "available_days":
            return _frame(DAYS, [{}])
        if name == "coverage_over_time":
            days = zip(params["first_days"], params["last_days"], strict=True)
            steps = [{"first_day": first, "last_day": last} for first, last in days]
            return _frame("first_day last_day demand unmet_demand", steps, self._is_known)
        if name == "live_now":
            return to_frame(["read_at", *live.COLUMNS], [[AS_OF, *self._parts_of_now()]])
        if name in SIZED:
            rows, columns = SIZED[name]
            given = {"provider_id": params["provider"]} if "provider" in params else {}
            return _frame(columns, [given] * rows, self._is_known)
        most = params.get("most") or self.size
        listed = {
            "jobs_over_time": [1] * len(params.get("first_days", ())),
            "response_seconds_sum": 840,  # a whole number here, unlike the metric of that name
            "matching": self.size,
        }
        return _frame(LISTED[name], [listed] * min(most, self.size))

    def live_frame(self, name: str, **params: Any) -> DataFrame:
        """Return the same: nothing changes between versions."""
        return self.frame(name, **params)

    def recent_frame(self, name: str, **params: Any) -> DataFrame:
        """Return the same: every moment is like the other."""
        return self.frame(name, **params)

    def _ask(self, name: str) -> None:
        self.asked.append(name)
        if name in self.failing:
            raise self.failing[name]

    def _parts_of_now(self) -> Iterator[list[dict[str, object]]]:
        """Yield what happens now, part by part, as the named query has it."""
        for part, columns in live.COLUMNS.items():
            rows = {"bookings": len(STATUSES), "minutes": live.MINUTES}.get(part, self.size)
            yield [
                {name: value(name, at, is_known=self._is_known(name)) for name in columns}
                for at in range(rows)
            ]

    def _is_known(self, column: str) -> bool:
        return self.size > 0 or column in ALWAYS_KNOWN.split()


def named(question: Question) -> str:
    """Return what a question is called: `requested by category`."""
    return " by ".join([question.metrics[0], *question.by])


def _frame(
    columns: str, given: Sequence[Row], is_known: Callable[[str], bool] = lambda _: True
) -> DataFrame:
    """Return a row for each of the given ones, with a value for what these do not give."""
    names = columns.split()
    rows = [_row(names, place, row, is_known) for place, row in enumerate(given)]
    return to_frame(names, rows)


def _row(
    columns: Sequence[str],
    place: int,
    given: Row,
    is_known: Callable[[str], bool],
    more: int = 0,
) -> list[object]:
    return [
        given[name] if name in given else value(name, place, is_known=is_known(name), more=more)
        for name in columns
    ]
