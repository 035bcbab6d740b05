"""How fresh and how true are the numbers?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st
from pandas import DataFrame

from dashboard import columns, format, kpis, page, tables
from dashboard.columns import Column
from dashboard.format import COUNT, NOTATIONS
from dashboard.kpis import Kpi
from dashboard.markdown import literal
from dashboard.measures import Measure, measure
from queries import Snapshot, data
from queries.catalog import Unit
from queries.filters import Compare, Filters

QUESTION = "How fresh and how true are the numbers?"
LONGEST = 500
"""Letters of an error that are shown; the table of runs has all."""

OLD = timedelta(hours=24)
"""Numbers older than this deserve a warning: refreshes run at least daily."""

ROWS = Measure("rows", "Rows", COUNT)
ROWS_BEFORE = Measure("rows_before", "Rows before", COUNT)
ROW_CHANGE = Measure("row_change", "Change", COUNT)
SECONDS = Measure("seconds", "Time taken", NOTATIONS[Unit.SECONDS])


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show the version that readers see, what it holds, the runs behind it, and all definitions."""
    versions, jobs, found = data.versions(snapshot), data.jobs(snapshot), data.quality(snapshot)
    now = datetime.now(UTC)
    page.header(QUESTION, f"{answer(snapshot, now)} {trust(found)}")
    _trouble(jobs, now - snapshot.as_of)
    _key_figures(versions, now, filters)
    quality, objects, sources, history, runs, metrics, queries = st.tabs(
        ["Data quality", "Objects", "Sources", "Versions", "Runs", "Metrics", "Queries"]
    )
    with quality:
        _quality(found)
    with objects:
        _objects(snapshot)
    with sources:
        _sources(snapshot)
    with history:
        _versions(versions)
    with runs:
        _jobs(jobs)
        _runs(snapshot)
    with metrics:
        _metrics()
    with queries:
        _queries()
    page.explain("data_age", "published_rows", "changed_objects", "refresh_seconds")


def answer(snapshot: Snapshot, now: datetime) -> str:
    """Return in one sentence how old the numbers are and what they include."""
    age = format.duration((now - snapshot.as_of).total_seconds())
    return (
        f"The numbers are **{age} old**: version **{snapshot.version}** holds everything that was"
        f" committed before {format.moment(snapshot.as_of)}, all of it published at once."
    )


def trust(found: DataFrame) -> str:
    """Return in one sentence how many findings of data quality ask for a correction.

    >>> trust(DataFrame({"must_be_corrected": [True, False, True]}))
    '**2 findings** of data quality ask for a correction.'
    """
    wrong = int(found["must_be_corrected"].sum())
    if not wrong:
        return "No row of the sources asks for a correction."
    verb = "asks" if wrong == 1 else "ask"
    return f"**{format.plural(wrong, 'finding')}** of data quality {verb} for a correction."


def _trouble(jobs: DataFrame, age: timedelta) -> None:
    """Say which jobs failed when they last ran, which are running, and whether the data is old."""
    for _, job in jobs.iterrows():
        if job["outcome"] == "failed":
            st.error(failure(job), title=f"The last run of {literal(job['job'])} failed")
        elif job["alert"] == "late":
            st.error(lateness(job), title=f"{literal(job['job'])} is late")
        elif job["outcome"] == "running":
            st.info(
                f"{literal(job['job'])} has been running since {format.moment(job['started_at'])}."
            )
    if age > OLD:
        days = format.duration(age.total_seconds())
        st.warning(
            f"Nothing has been published for {days}. Run `localpro refresh`, or schedule it."
        )


def failure(job: "pd.Series[Any]") -> str:
    """Return when a job failed, with which error, and when it last succeeded."""
    succeeded = (
        "It has never succeeded."
        if format.is_missing(job["succeeded_at"])
        else f"It last succeeded {format.moment(job['succeeded_at'])}; what was published stays."
    )
    return f"{format.moment(job['finished_at'])}: {literal(job['error'], LONGEST)}\n\n{succeeded}"


def lateness(job: "pd.Series[Any]") -> str:
    """Return since when a job is due, and what to do."""
    return f"It was due {format.moment(job['due_at'])}. Is `localpro schedule` running?"


def _key_figures(versions: DataFrame, now: datetime, filters: Filters) -> None:
    newest, oldest_first = versions.iloc[0], versions.iloc[::-1]
    figures = [Kpi("data_age", (now - newest["as_of"]).total_seconds())]
    figures += [
        Kpi(name, newest[name], None, list(oldest_first[name].tail(50)), "neither")
        for name in ("published_rows", "changed_objects", "refresh_seconds")
    ]
    kpis.row(figures, replace(filters, compare=Compare.NONE))


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
        "example_id": columns.text("Id of one", 290),
    }
    tables.table(found, key="data_quality", columns=shown, alt="Odd rows of the sources")


def _objects(snapshot: Snapshot) -> None:
    st.caption("What readers see, beside the version before. A checksum ignores the rows' order.")
    shown = {
        "name": columns.text("Object", pinned=True),
        **_rows_beside_those_before(),
        "is_changed": columns.text("Content changed"),
        "checksum": columns.text("Checksum"),
        "seconds": columns.number(SECONDS),
    }
    frame = data.objects(snapshot)
    frame["is_changed"] = [
        "new" if format.is_missing(before) else "yes" if changed else "no"
        for before, changed in zip(frame["rows_before"], frame["is_changed"], strict=True)
    ]
    tables.table(frame, key="data_objects", columns=shown, alt="Objects of the newest version")


def _sources(snapshot: Snapshot) -> None:
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
    frame = data.sources(snapshot)
    tables.table(frame, key="data_sources", columns=shown, alt="Source tables of the version")


def _rows_beside_those_before() -> dict[str, Column]:
    return {known.column: columns.number(known) for known in (ROWS, ROWS_BEFORE, ROW_CHANGE)}


def _versions(versions: DataFrame) -> None:
    shown = {
        "version_id": columns.number(Measure("version_id", "Version", COUNT)),
        "as_of": columns.moment("As of"),
        "published_at": columns.moment("Published"),
        "kind": columns.text("Kind"),
        **{
            name: columns.number(measure(name))
            for name in ("published_rows", "changed_objects", "refresh_seconds")
        },
    }
    tables.table(versions, key="data_versions", columns=shown, alt="Versions, the newest first")


def _jobs(jobs: DataFrame) -> None:
    st.caption("Every job, and when it is due next. Without a time, it is not on a schedule here.")
    shown = {
        "job": columns.text("Job", pinned=True),
        "due_at": columns.moment("Next due"),
        "outcome": columns.text("Last outcome"),
        "succeeded_at": columns.moment("Last success"),
        "alert": columns.text("Trouble"),
    }
    tables.table(jobs, key="data_jobs", columns=shown, alt="Jobs and when they are due")


def _runs(snapshot: Snapshot) -> None:
    runs = data.runs(snapshot)
    st.caption(f"The last {data.MOST_RUNS} runs of all jobs, also those that published nothing.")
    shown = {
        "job": columns.text("Job", pinned=True),
        "started_at": columns.moment("Started"),
        "seconds": columns.number(SECONDS),
        "outcome": columns.text("Outcome"),
        "row_count": columns.number(ROWS),
        "error": columns.text("Error"),
    }
    tables.table(runs, key="data_runs", columns=shown, alt="Runs of jobs, the newest first")


def _metrics() -> None:
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
    _searchable(data.metrics(), "data_metrics", shown, "Metrics and their definitions")


def _queries() -> None:
    st.caption("Every question that the screens put to the database.")
    shown = {
        "name": columns.text("Query", pinned=True),
        "answers": columns.text("Answers", 520),
        "grain": columns.text("Grain"),
        "params": columns.text("Parameters"),
        "reads": columns.text("Reads"),
    }
    _searchable(data.named_queries(), "data_queries", shown, "Named queries and what they answer")


def _searchable(frame: DataFrame, key: str, shown: dict[str, Column], alt: str) -> None:
    wanted = st.text_input("Find", key=f"{key}_find", placeholder="A word of any column")
    found = containing(frame, wanted)
    if found.empty:
        st.info("No row contains that.")
    else:
        tables.table(found, key=key, columns=shown, alt=alt)


def containing(frame: DataFrame, wanted: str) -> DataFrame:
    """Return the rows in which some cell contains the text, in any case; all for no text.

    >>> containing(DataFrame({"a": ["Gross", "Net"], "b": ["x", "y"]}), "gRO")["a"].to_list()
    ['Gross']
    """
    words = wanted.strip().casefold()
    kept = [any(words in str(cell).casefold() for cell in row) for row in frame.to_numpy()]
    return frame[pd.Series(kept, dtype=bool)]
