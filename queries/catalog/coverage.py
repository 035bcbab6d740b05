"""What the numbers about coverage mean."""

from queries.catalog.metric import Metric, Unit

DEMAND = "analytics.search_demand_daily"
COVERAGE = "analytics.coverage_cells"
DIRECTORY = "analytics.provider_directory"

SEARCHED = "business day, map cell (H3 resolution 8), district, category"
COVERED = "map cell (H3 resolution 8), category"


def _gap(name: str, label: str, meaning: str, formula: str, unit: Unit = Unit.COUNT) -> Metric:
    return Metric(name, label, meaning, formula, unit, SEARCHED, f"{DEMAND}, {COVERAGE}")


COVERAGE_METRICS = (
    Metric(
        "demand",
        "Searches from places",
        "Searches made in the period that carry a place; the place decides cell and district.",
        "sum(searches)",
        Unit.COUNT,
        SEARCHED,
        DEMAND,
    ),
    _gap(
        "unmet_demand",
        "Unmet searches",
        "Searches from places where nobody covers the searched category now (nobody at all, where "
        "the search names none).",
        "sum(searches) where no provider covers the cell",
    ),
    _gap(
        "thin_demand",
        "Thinly served searches",
        "Searches from places where only one or two providers cover the searched category now.",
        "sum(searches) where 1 or 2 providers cover the cell",
    ),
    _gap(
        "unmet_rate",
        "Unmet share",
        "Of the searches from places, the share that nobody covers now.",
        "sum(searches where no provider covers the cell) / sum(searches)",
        Unit.RATIO,
    ),
    Metric(
        "demand_per_provider",
        "Searches per provider",
        "Searches from places in the district for each active, approved provider based there now.",
        "sum(searches) / count(distinct provider_id)",
        Unit.COUNT,
        "district",
        f"{DEMAND}, {DIRECTORY}",
    ),
    Metric(
        "verified_providers",
        "Verified providers",
        "Active, approved providers whose Aadhaar is verified, by the district they are based in.",
        "count(distinct provider_id) where aadhaar_verified",
        Unit.COUNT,
        "provider",
        DIRECTORY,
    ),
    Metric(
        "covering_providers",
        "Providers covering",
        "Active, approved providers whose service area covers the centre of the cell; for a larger "
        "cell, the most that cover any one place in it.",
        "max over places of sum(providers)",
        Unit.COUNT,
        COVERED,
        COVERAGE,
    ),
    Metric(
        "verified_covering_providers",
        "Verified providers covering",
        "Covering providers whose Aadhaar is verified; for a larger cell, the most in one place.",
        "max over places of sum(verified_providers)",
        Unit.COUNT,
        COVERED,
        COVERAGE,
    ),
)
