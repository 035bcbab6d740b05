"""How fresh and how true are the numbers?"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st
from pandas import DataFrame

from dashboard.parts import format, kpis, page, panels
from dashboard.parts.kpis import Kpi
from dashboard.parts.markdown import literal
from dashboard.screens.data import listings
from dashboard.screens.data.gather import Choices, View
from queries.filters import Compare, Filters

QUESTION = "How fresh and how true are the numbers?"
LONGEST = 500
"""Letters of an error that are shown; the table of runs has all."""

OLD = timedelta(hours=24)
"""Numbers older than this deserve a warning: refreshes run at least daily."""


def choose(_: Filters) -> Choices:
    """Return what is chosen on the screen."""
    return Choices(listings.BAR.chosen())


def show(view: View) -> None:
    """Show the version that readers see, what it holds, the runs behind it, and all definitions."""
    said = [answer(view), panels.known(view.quality, trust)]
    page.header(QUESTION, " ".join(filter(None, said)))
    panels.show(view.jobs, "data_trouble", _trouble, view.age)
    panels.show(view.versions, "data_figures", _key_figures, view.now, view.filters)
    listings.show(view)
    page.explain("data_age", "published_rows", "changed_objects", "refresh_seconds")


def answer(view: View) -> str:
    """Return in one sentence how old the numbers are and what they include."""
    age = format.duration(view.age.total_seconds())
    return (
        f"The numbers are **{age} old**: version **{view.version}** holds everything that was"
        f" committed before {format.moment(view.as_of)}, all of it published at once."
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
        Kpi(name, newest[name], None, list(oldest_first[name].tail(50)))
        for name in ("published_rows", "changed_objects", "refresh_seconds")
    ]
    kpis.row(figures, replace(filters, compare=Compare.NONE))
