"""What the numbers about coverage mean."""

from queries.catalog.metric import Metric, Unit

DEMAND = "analytics.search_demand_daily"
COVERAGE = "analytics.coverage_cells"


COVERAGE_METRICS = (
    Metric(
        "covering_providers",
        "Providers covering",
        "Active, approved providers whose service area covers the centre of the cell.",
        "sum(providers)",
        Unit.COUNT,
        "map cell (H3 resolution 8), category",
        COVERAGE,
    ),
    Metric(
        "verified_providers",
        "Verified providers",
        "Covering providers whose Aadhaar is verified.",
        "sum(verified_providers)",
        Unit.COUNT,
        "map cell (H3 resolution 8), category",
        COVERAGE,
    ),
    Metric(
        "demand",
        "Demand",
        "Searches made from the cell in the period.",
        "sum(searches)",
        Unit.COUNT,
        "business day, map cell (H3 resolution 9), category",
        DEMAND,
    ),
    Metric(
        "unmet_demand",
        "Unmet demand",
        "Searches made from cells that no provider covers.",
        "sum(searches) where no provider covers the cell",
        Unit.COUNT,
        "business day, map cell, category",
        f"{DEMAND}, {COVERAGE}",
    ),
)
