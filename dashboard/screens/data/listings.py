"""What a version holds and what made it, list by list."""

from dataclasses import replace

import streamlit as st
from pandas import DataFrame

from dashboard.parts import columns, controls, panels, tables
from dashboard.parts.columns import Column
from dashboard.parts.format import COUNT, NOTATIONS
from dashboard.parts.measures import Measure, measure
from dashboard.parts.tables import listed
from dashboard.screens.data import servers
from dashboard.screens.data.gather import (
    METRICS,
    OBJECTS,
    QUALITY,
    QUERIES,
    RUNS,
    SERVERS,
    SOURCES,
    STATEMENTS,
    VERSIONS,
    View,
)
from queries import data
from queries.catalog import Unit

BAR = controls.tabs(
    "data",
    {
        QUALITY: "Data quality",
        OBJECTS: "Objects",
        SOURCES: "Sources",
        VERSIONS: "Versions",
        RUNS: "Runs",
        SERVERS: "Servers",
        STATEMENTS: "Statements",
        METRICS: "Metrics",
        QUERIES: "Queries",
    },
)
PARAMS = ("find_metric", "find_query")
"""What links call the words that are looked for in the lists of metrics and of queries."""

VERSION = Measure("version", "Version", COUNT)
ROWS = Measure("rows", "Rows", COUNT)
ROWS_BEFORE = Measure("rows_before", "Rows before", COUNT)
ROW_CHANGE = Measure("row_change", "Change", COUNT)
SECONDS = Measure("seconds", "Time taken", NOTATIONS[Unit.SECONDS])


def show(view: View) -> None:
    """Show the lists as tabs."""
    BAR.show(
        lambda: panels.show(view.quality, "data_quality", _quality),
        lambda: panels.show(view.objects, "data_objects", _objects),
        lambda: panels.show(view.sources, "data_sources", _sources),
        lambda: panels.show(view.versions, "data_versions", _versions),
        lambda: _jobs_and_runs(view),
        lambda: servers.show_servers(view),
        lambda: servers.show_statements(view),
        lambda: _metrics(view.metrics),
        lambda: _queries(view.queries),
    )


def _jobs_and_runs(view: View) -> None:
    panels.show(view.jobs, "data_jobs", _jobs)
    panels.show(view.runs, "data_runs", _runs)


def _quality(found: DataFrame) -> None:
    if found.empty:
        st.success("Every row of the sources could be counted as it is.")
        return
    st.caption(
        "Rows of the application that are possible but odd: they are left out of what is named here"
        " and of nothing else. Correct them in the application, by the table and the id; the next"
        " refresh counts them."
    )
    shown = {
        "meaning": columns.text("Finding", 310),
        "rows": columns.number(ROWS),
        "relation": columns.text("Table", 130),
        "detail": columns.text("Column or value", 130),
        "left_out_of": columns.text("Left out of", 290),
        "remedy": columns.text("What to do", 290),
    }
    if "example_id" in found:
        shown["example_id"] = columns.text("Id of one", 290)
    tables.table(
        found,
        key="data_quality",
        columns=shown,
        alt="Odd rows of the sources",
        listing=listed("data.quality"),
    )


def _objects(objects: DataFrame) -> None:
    st.caption("What readers see, beside the version before. A checksum ignores the rows' order.")
    shown = {
        "name": columns.text("Object", pinned=True),
        **_rows_beside_those_before(),
        "change": columns.text("Content changed"),
        "checksum": columns.text("Checksum"),
        "seconds": columns.number(SECONDS),
    }
    tables.table(
        objects,
        key="data_objects",
        columns=shown,
        alt="Objects of the newest version",
        listing=listed("data.objects"),
    )


def _sources(sources: DataFrame) -> None:
    st.caption(
        "How far the application's tables had come when the version was made. Of the status"
        " history only disputes are counted; changes of users that no number reads, like logins,"
        " do not count."
    )
    shown = {
        "name": columns.text("Table", pinned=True),
        **_rows_beside_those_before(),
        "newest_at": columns.moment("Newest change"),
    }
    tables.table(
        sources,
        key="data_sources",
        columns=shown,
        alt="Source tables of the version",
        listing=listed("data.sources"),
    )


def _rows_beside_those_before() -> dict[str, Column]:
    return {known.column: columns.number(known) for known in (ROWS, ROWS_BEFORE, ROW_CHANGE)}


def _versions(versions: DataFrame) -> None:
    shown = {
        "version_id": columns.number(replace(VERSION, column="version_id")),
        "as_of": columns.moment("As of"),
        "published_at": columns.moment("Published"),
        "kind": columns.text("Kind"),
        **{
            name: columns.number(measure(name))
            for name in ("published_rows", "changed_objects", "refresh_seconds")
        },
    }
    tables.table(
        versions,
        key="data_versions",
        columns=shown,
        alt="Versions, the newest first",
        listing=listed("data.versions"),
    )


def _jobs(jobs: DataFrame) -> None:
    st.caption("Every job, and when it is due next. Without a time, it is not on a schedule here.")
    shown = {
        "job": columns.text("Job", pinned=True),
        "due_at": columns.moment("Next due"),
        "outcome": columns.text("Last outcome"),
        "succeeded_at": columns.moment("Last success"),
        "alert": columns.text("Trouble", missing=""),
    }
    known = _without_gaps(jobs, "alert")
    tables.table(
        known,
        key="data_jobs",
        columns=shown,
        alt="Jobs and when they are due",
        listing=listed("data.jobs"),
    )


def _runs(runs: DataFrame) -> None:
    st.caption(f"The last {data.MOST_RUNS} runs of all jobs, also those that published nothing.")
    shown = {
        "job": columns.text("Job", pinned=True),
        "started_at": columns.moment("Started"),
        "seconds": columns.number(SECONDS),
        "outcome": columns.text("Outcome"),
        "row_count": columns.number(ROWS),
        "error": columns.text("Error", missing=""),
    }
    known = _without_gaps(runs, "error")
    tables.table(
        known,
        key="data_runs",
        columns=shown,
        alt="Runs of jobs, the newest first",
        listing=listed("data.runs"),
    )


def _without_gaps(frame: DataFrame, trouble: str) -> DataFrame:
    """Return the frame with nothing where there was no trouble: that is known, not missing."""
    return frame.assign(**{trouble: frame[trouble].fillna("")})


def _metrics(metrics: DataFrame) -> None:
    st.caption("Every number on the screens, defined once.")
    shown = {
        "label": columns.text("Metric", pinned=True),
        "screen": columns.text("Screen"),
        "meaning": columns.text("Meaning", 420),
        "formula": columns.text("Formula"),
        "unit": columns.text("Unit"),
        "grain": columns.text("One row per"),
        "source": columns.text("Source"),
        "name": columns.text("Name"),
    }
    _searchable(metrics, "data_metrics", PARAMS[0], shown, "Metrics and their definitions")


def _queries(queries: DataFrame) -> None:
    st.caption("Every question that the screens put to the database.")
    shown = {
        "name": columns.text("Query", pinned=True),
        "answers": columns.text("Answers", 520),
        "grain": columns.text("Grain"),
        "params": columns.text("Parameters"),
        "reads": columns.text("Reads"),
    }
    _searchable(queries, "data_queries", PARAMS[1], shown, "Named queries and what they answer")


def _searchable(frame: DataFrame, key: str, param: str, shown: dict[str, Column], alt: str) -> None:
    wanted = controls.text(f"{key}_find", param, "Find", placeholder="A word of any column")
    found = data.containing(frame, wanted)
    if found.empty:
        st.info("No row contains that.")
    else:
        listing = key.replace("_", ".")
        tables.table(found, key=key, columns=shown, alt=alt, listing=listed(listing, wanted=wanted))
