"""What the numbers about coverage mean."""

from queries.metrics.aggregates import Latest, Told
from queries.metrics.declared import Good, Metric, Unit
from queries.metrics.relations import PROVIDER_KINDS, PROVIDERS

BY_DISTRICT = "analytics.demand_by_district"
BY_DAY = "analytics.demand_by_day"
CELLS = "analytics.demand_cells"
GAPS = "analytics.gap_cells"
COVERAGE = "analytics.supply_cells"
DIRECTORY = "analytics.provider_directory"

SEARCHED = "business day, map cell (H3 resolution 8), district, category"
COVERED = "map cell (H3 resolution 8), category"


def _told(  # noqa: PLR0913, PLR0917 - what a metric is, in the order of its declaration
    name: str, label: str, meaning: str, good: Good, formula: str, sources: tuple[str, ...]
) -> Metric:
    return Metric(name, label, meaning, Unit.COUNT, good, Told(formula, SEARCHED, sources))


COVERAGE_METRICS = (
    _told(
        "demand",
        "Searches from places",
        "Searches made in the period that carry a place; the place decides cell and district.",
        Good.UP,
        "sum(searches)",
        (BY_DISTRICT, BY_DAY, CELLS, GAPS),
    ),
    _told(
        "unmet_demand",
        "Unmet searches",
        "Searches from places where nobody covers the searched category now (nobody at all, where "
        "the search names none; where kinds of service are shown, nobody who offers the kind).",
        Good.DOWN,
        "sum(searches) where no provider covers the cell",
        (BY_DISTRICT, BY_DAY, CELLS),
    ),
    _told(
        "thin_demand",
        "Thinly served searches",
        "Searches from places where only one or two providers cover the searched category now.",
        Good.DOWN,
        "sum(searches) where 1 or 2 providers cover the cell",
        (BY_DISTRICT,),
    ),
    Metric(
        "unmet_rate",
        "Unmet share",
        "Of the searches from places, the share that nobody covers now.",
        Unit.RATIO,
        Good.DOWN,
        Told(
            "sum(searches where no provider covers the cell) / sum(searches)",
            SEARCHED,
            (BY_DISTRICT, BY_DAY),
            share_of=("unmet_demand", "demand"),
        ),
    ),
    Metric(
        "demand_per_provider",
        "Searches per provider",
        "Searches from places in the district for each active, approved provider based there now.",
        Unit.COUNT,
        Good.NEITHER,
        Told("sum(searches) / count(distinct provider_id)", "district", (BY_DISTRICT, DIRECTORY)),
    ),
    Metric(
        "verified_providers",
        "Verified providers",
        "Active, approved providers whose Aadhaar is verified, by the district they are based in.",
        Unit.COUNT,
        Good.UP,
        Latest("aadhaar_verified"),
        (PROVIDERS, PROVIDER_KINDS),
    ),
    Metric(
        "covering_providers",
        "Providers covering",
        "Active, approved providers whose service area covers the centre of the cell; for a larger "
        "cell, the most that cover any one place in it.",
        Unit.COUNT,
        Good.UP,
        Told("max over places of sum(providers)", COVERED, (COVERAGE, CELLS, GAPS)),
    ),
    Metric(
        "verified_covering_providers",
        "Verified providers covering",
        "Covering providers whose Aadhaar is verified; for a larger cell, the most in one place.",
        Unit.COUNT,
        Good.UP,
        Told("max over places of sum(verified_providers)", COVERED, (COVERAGE,)),
    ),
)
