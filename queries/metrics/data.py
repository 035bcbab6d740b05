"""What the numbers about the data itself mean."""

from queries.metrics.aggregates import Told
from queries.metrics.declared import Good, Metric, Unit

VERSIONS = ("analytics.data_versions",)


def _told(name: str, label: str, meaning: str, unit: Unit, formula: str) -> Metric:
    return Metric(name, label, meaning, unit, Good.NEITHER, Told(formula, "version", VERSIONS))


DATA_METRICS = (
    _told(
        "data_age",
        "Age of the data",
        "Time since the moment up to which everything committed is in the numbers.",
        Unit.SECONDS,
        "now - as_of",
    ),
    _told(
        "published_rows",
        "Rows published",
        "Rows of all objects of the analytics schema in the version.",
        Unit.COUNT,
        "total of rows over objects",
    ),
    _told(
        "changed_objects",
        "Objects changed",
        "Objects whose checksum differs from that of the version before.",
        Unit.COUNT,
        "count of objects with another checksum than in the version before",
    ),
    _told(
        "refresh_seconds",
        "Time to publish",
        "How long it took to recompute everything and publish the version.",
        Unit.SECONDS,
        "seconds",
    ),
)
