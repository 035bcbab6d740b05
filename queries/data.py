"""How fresh and how true the numbers are: versions, what they hold, and the runs that made them."""

import pandas as pd
from pandas import DataFrame

from queries.catalog import GROUPS
from queries.load import catalog
from queries.source import Source

MOST_RUNS = 200
"""How many of the last runs are listed."""


def objects(source: Source) -> DataFrame:
    """Return what each object of the newest version holds, by name.

    Columns: name, rows, rows_before and row_change (against the version before; missing for a new
    object), checksum (text), is_changed, seconds (Decimal), change (yes, no or new).
    """
    found = source.frame("data_objects")
    changes = [
        "new" if pd.isna(before) else "yes" if changed else "no"
        for before, changed in zip(found["rows_before"], found["is_changed"], strict=True)
    ]
    return found.assign(change=changes)


def sources(source: Source) -> DataFrame:
    """Return how far each source table had come at the newest version, by name.

    Columns: name, rows, rows_before, row_change, newest_at (moment of its newest change).
    """
    return source.frame("data_sources")


def quality(source: Source) -> DataFrame:
    """Return the odd rows of the sources at the newest version, the gravest first.

    Columns: finding (its kind), meaning, relation (source table), detail (column or value), rows,
    example_id, left_out_of, remedy, must_be_corrected (else it is only to be known).
    """
    return source.frame("data_quality")


def versions(source: Source) -> DataFrame:
    """Return every published version, the newest first.

    Columns: version_id, as_of, published_at, kind, refresh_seconds (Decimal), published_rows,
    changed_objects.
    """
    return source.frame("data_versions")


def runs(source: Source) -> DataFrame:
    """Return the last runs of all jobs, the newest first; also those after the newest version.

    Columns: run_id, job, started_at, finished_at (missing while it runs), seconds (Decimal),
    outcome (running, succeeded, failed or refused), row_count, error.
    """
    return source.live_frame("data_runs", most_runs=MOST_RUNS)


def jobs(source: Source) -> DataFrame:
    """Return how each job stands by its last run that was not refused, by name.

    Columns: job, due_at (missing when it is not scheduled), started_at, finished_at, outcome,
    error, succeeded_at (of its last success), alert (`failed`, `late` or missing).
    """
    return source.live_frame("data_jobs")


def containing(frame: DataFrame, wanted: str) -> DataFrame:
    """Return the rows in which some cell contains the text, in any case; all for no text.

    >>> containing(DataFrame({"a": ["Gross", "Net"], "b": ["x", "y"]}), "gRO")["a"].to_list()
    ['Gross']
    """
    words = wanted.strip().casefold()
    kept = [any(words in str(cell).casefold() for cell in row) for row in frame.to_numpy()]
    return frame[pd.Series(kept, dtype=bool)]


def named_queries() -> DataFrame:
    """Return every named query, by name: name, answers, params, grain, reads (comma-separated)."""
    rows = [
        (query.name, query.answers, query.params, query.grain, ", ".join(query.reads))
        for _, query in sorted(catalog().items())
    ]
    return DataFrame(rows, columns=["name", "answers", "params", "grain", "reads"])


def metrics() -> DataFrame:
    """Return the metric catalog: screen, label, name, meaning, formula, unit, grain, source."""
    rows = [
        (screen, m.label, m.name, m.meaning, m.formula, m.unit.value, m.grain, m.source)
        for screen, group in GROUPS.items()
        for m in group
    ]
    columns = ["screen", "label", "name", "meaning", "formula", "unit", "grain", "source"]
    return DataFrame(rows, columns=columns)
