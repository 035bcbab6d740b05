"""What the numbers about the data itself mean."""

from queries.catalog.metric import Metric, Unit

VERSIONS = "analytics.data_versions"


DATA_METRICS = (
    Metric(
        "data_age",
        "Age of the data",
        "Time since the moment up to which everything committed is in the numbers.",
        "now - as_of",
        Unit.SECONDS,
        "version",
        VERSIONS,
    ),
    Metric(
        "published_rows",
        "Rows published",
        "Rows of all objects of the analytics schema in the version.",
        "total of rows over objects",
        Unit.COUNT,
        "version",
        VERSIONS,
    ),
    Metric(
        "changed_objects",
        "Objects changed",
        "Objects whose checksum differs from that of the version before.",
        "count of objects with another checksum than in the version before",
        Unit.COUNT,
        "version",
        VERSIONS,
    ),
    Metric(
        "refresh_seconds",
        "Time to publish",
        "How long it took to recompute everything and publish the version.",
        "seconds",
        Unit.SECONDS,
        "version",
        VERSIONS,
    ),
)
