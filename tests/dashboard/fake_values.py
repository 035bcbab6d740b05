"""What stands in the frames of a fake source: a value for each column, by the place of its row."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import h3
import shapely

from queries.bookings import STAGES
from queries.catalog import METRICS, Unit

AS_OF = datetime(2025, 3, 31, 6, 30, tzinfo=UTC)
"""Noon of 31 March 2025 in India."""

FIRST_DAY, FIRST_SEARCH, LAST_DAY = date(2024, 1, 1), date(2025, 3, 11), date(2025, 3, 31)

UNITS: Mapping[Unit, str] = {
    Unit.COUNT: (
        "rows rows_before row_change row_count customers term_searches_now term_searches_before"
        " bookings searches zero_results requests available busy off_hours hours_unknown"
        " completed_jobs paid_providers only_elsewhere rating_sum version_id run_id calls"
    ),
    Unit.AMOUNT: "now before most best_tenth",
    Unit.SECONDS: "seconds",
}
UNIT_OF = {name: metric.unit for name, metric in METRICS.items()} | {
    name: unit for unit, names in UNITS.items() for name in names.split()
}
"""The unit of each metric, and of the columns beside them that are no metrics of the catalog."""

FLAGS = "is_active is_changed verified aadhaar_verified background_verified must_be_corrected"
DAYS = "newest_day newest_row joined_day last_active_day day"
MOMENTS = "at as_of published_at due_at started_at finished_at succeeded_at newest_at"

STATUSES = ("PENDING", "CONFIRMED", "IN_PROGRESS", "DISPUTED")
MINUTES = [(AS_OF - timedelta(minutes=29 - at)).isoformat() for at in range(30)]

SQUARES = [shapely.box(79 + place, 26, 80 + place, 27) for place in range(5)]
NONE = (None,) * 4
VALUES: Mapping[str, Sequence[object]] = MappingProxyType(
    {
        "category": ("Tutors", "Plumbing", "Cooks", "Photography", "Tutors"),
        "sub_category": ("Home Tutor", "Plumbing", "Cooking", None, "Home Tutor"),
        "sub_categories": ("Home Tutor, Music Teacher", None, "Cooking"),
        "sub_category_id": ("home_tutor", "plumbing", "cooking", None, "tutor"),
        "district": ("Agra", "Lucknow", "Kanpur Nagar", "Varanasi", "Prayagraj"),
        "method": ("UPI", "CARD", "NET_BANKING", "WALLET", "CASH"),
        "role": ("localpro_reader", "localpro_admin_reader"),
        "workload": ("analytics", "reporting"),
        "total_seconds": (12.5, 3.25, 0.5),
        "worst_seconds": (0.25,),
        "currency": ("INR", "USD", "BRL", "AED", "NPR"),
        "first_day": (FIRST_DAY,),
        "oldest_row": (FIRST_DAY,),
        "first_search_day": (FIRST_SEARCH,),
        "h3_cell": sorted(h3.grid_disk(h3.latlng_to_cell(26.85, 80.95, 8), 1)),
        "boundary": [shapely.to_wkb(square) for square in SQUARES],
        "service_area": [shapely.to_geojson(square) for square in SQUARES],
        "namesakes": (None,),
        "is_few": (False, False, False, True),
        "request_delay_p50": (7_200.0,),
        "change": (Decimal("90.00"), Decimal("10.00"), Decimal("-10.00"), Decimal("-400.00")),
        "stars": (5, 4, 3, 2, 1),
        "step": (
            *("rating", "volume", "response", "verification", "reliability", "tenure", "trend"),
            *("rounding", "new_provider_penalty", "cancellation_penalty", "ceiling"),
        ),
        "place": range(1, 12),
        "score": (*[Decimal("80.00")] * 7, *NONE),
        "weight": (*[Decimal("0.15")] * 7, *NONE),
        "points": (*[Decimal(12)] * 7, Decimal("-0.50"), Decimal(-4), Decimal(0), Decimal(0)),
        "score_from": range(0, 101, 10),
        "band": (*[f"{low}–{low + 9}.99" for low in range(0, 100, 10)], "100"),
        "weekday": range(1, 8),
        "hour": range(24),
        "overall_rating": (5, 4),
        "quality_rating": (5, 4),
        "punctuality_rating": (4,),
        "professionalism_rating": (4,),
        "value_rating": (3,),
        "comment": (None, "Good *work*"),
        "provider_response": (None, "Thank you."),
        "average_rating": (Decimal("4.50"),),
        "demand_per_provider": (Decimal("2.5"), None),
        "standing": ("APPROVED", "PENDING"),
        "profile_status": ("APPROVED",),
        "other_currencies": (None, "USD"),
        "outcome": ("succeeded", "failed", "running", "refused"),
        "error": (None, "RefreshError: the disk is full"),
        "status": STATUSES,
        "minute": MINUTES,
        "alert": ("late", "failed", None, None),
    }
)
"""Columns whose values mean something; they come again after the last."""

BY_UNIT: Mapping[Unit, object] = {
    Unit.AVERAGE: Decimal("2.5"),
    Unit.RATIO: Decimal("0.25"),
    Unit.SECONDS: Decimal(840),
    Unit.MILLISECONDS: 180.0,
    Unit.STARS: Decimal("4.2"),
    Unit.SCORE: Decimal("92.50"),
    Unit.INDEX: Decimal("0.4"),
    Unit.POSITION: Decimal("1.5"),
}


MOST = dict(zip(STAGES, (120, 110, 80, 70, 60, 55, 20), strict=True))
"""How many bookings reached each stage, in the first row; of everything else there are 120."""


def value(column: str, place: int, *, is_known: bool = True, more: int = 0) -> object:
    """Return what stands in a column at the place of a row, the largest first.

    Where nothing happened it is not known: counts and amounts are 0, and the rest is missing.
    Of counts and amounts there are so many `more` in rows at even places, and less in the others.
    """
    unit = UNIT_OF.get(column)
    if is_known and column in VALUES:
        return VALUES[column][place % len(VALUES[column])]
    if unit in {Unit.COUNT, Unit.AMOUNT}:
        sign = -1 if (place + column.endswith("_before")) % 2 else 1
        known = MOST.get(column, 120) // (place + 1) + sign * more if is_known else 0
        return known if unit is Unit.COUNT else Decimal(known * 5).quantize(Decimal("0.01"))
    if not is_known:
        return None
    return BY_UNIT[unit] if unit is not None else _plain(column, place)


def _plain(column: str, place: int) -> object:
    if column in FLAGS.split():
        return place % 2 == 0
    if column in DAYS.split():
        return LAST_DAY
    if column in MOMENTS.split():
        return AS_OF
    if column.endswith("_id"):
        return f"{column.removesuffix('_id')}_{place}"
    return f"{column.replace('_', ' ').capitalize()} {place}"
