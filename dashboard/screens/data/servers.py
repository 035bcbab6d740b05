"""Which server answers what, when reads moved, and what statements take."""

import streamlit as st
from pandas import DataFrame

from dashboard.parts import columns, panels, tables
from dashboard.parts.format import COUNT, NOTATIONS
from dashboard.parts.measures import Measure
from dashboard.screens.data.gather import View
from queries.catalog import Unit
from queries.statements import Taken

SECONDS = NOTATIONS[Unit.SECONDS]
VERSION = Measure("version", "Version", COUNT)
LAG_SECONDS = Measure("lag_seconds", "Lag", SECONDS)
LAG_BYTES = Measure("lag_bytes", "Lag in bytes", COUNT)
CALLS = Measure("calls", "Calls", COUNT)
IN_ALL = Measure("total_seconds", "In all", SECONDS)
MEAN = Measure("mean_seconds", "Mean", SECONDS)
WORST = Measure("worst_seconds", "Slowest", SECONDS)
SHARE = Measure("share", "Share", NOTATIONS[Unit.RATIO])
TOOK = Measure("seconds", "Took", SECONDS)

NOT_COUNTED = (
    "No server counts its statements: add `pg_stat_statements` to `shared_preload_libraries` of"
    " each and start it again; `localpro up` does that for the private cluster."
)


def show_servers(view: View) -> None:
    """Show how each server stands, and when reads moved."""
    if len(view.servers) < 2:
        _the_only_one(view.servers)
        return
    _servers(view.servers)
    panels.show(view.moves, "data_moves", _moves)


def _the_only_one(servers: DataFrame) -> None:
    """Show what there is to know of a server that nobody compares with another."""
    st.caption("One server answers everything. `localpro up --replicas 2` adds two that read.")
    shown = {
        "server": columns.text("Server", pinned=True),
        "serves": columns.text("Is read for", 260),
        "version": columns.number(VERSION),
        "seen_at": columns.moment("Last answer"),
    }
    tables.table(servers, key="data_servers", columns=shown, alt="The server and what it answers")


def _servers(servers: DataFrame) -> None:
    st.caption(
        "Who answers what, as this dashboard sees it every few seconds. A page reads one"
        " version from one server; a replica that does not answer, or is too far behind,"
        " is passed over."
    )
    shown = {
        "server": columns.text("Server", pinned=True),
        "serves": columns.text("Is read for", 260, missing=""),
        "state": columns.text("State", 260),
        "lag_seconds": columns.number(LAG_SECONDS),
        "lag_bytes": columns.number(LAG_BYTES),
        "version": columns.number(VERSION),
        "seen_at": columns.moment("Last answer"),
    }
    tables.table(servers, key="data_servers", columns=shown, alt="Servers and what they answer")


def _moves(moves: DataFrame) -> None:
    if moves.empty:
        st.caption("In the last 90 days nothing was read from another server than usual.")
        return
    st.caption("When reads moved to another server, as each process of the dashboard saw it.")
    shown = {
        "at": columns.moment("When"),
        "serves": columns.text("What is read", 200),
        "server_before": columns.text("From"),
        "server_after": columns.text("To"),
        "why": columns.text("Why", 420),
        "seen_by": columns.text("Seen by"),
    }
    tables.table(moves, key="data_moves", columns=shown, alt="Moves, the newest first")


def show_statements(view: View) -> None:
    """Show what statements take, to who may see that."""
    panels.show(view.statements, "data_statements", _statements)


def _statements(taken: Taken) -> None:
    _slow(taken.slow)
    _slowest(taken.slowest)


def _slow(slow: DataFrame) -> None:
    if slow.empty:
        st.caption("Since this dashboard started, no query was slow.")
        return
    st.caption(
        "Queries that took longer than `LOCALPRO_SLOW_QUERY_SECONDS`, since this process of the"
        " dashboard started; of what they were asked with the kinds alone."
    )
    shown = {
        "at": columns.moment("When"),
        "query": columns.text("Query"),
        "seconds": columns.number(TOOK),
        "endpoint": columns.text("Server"),
        "version": columns.number(VERSION),
        "parameters": columns.text("Parameters", 420),
    }
    tables.table(slow, key="data_slow", columns=shown, alt="Slow queries, the newest first")


def _slowest(slowest: DataFrame) -> None:
    if slowest.empty:
        st.info(NOT_COUNTED)
        return
    st.caption("Where the servers' time for readers goes, by their own count since it was reset.")
    shown = {
        "statement": columns.text("Statement", 200, pinned=True),
        "server": columns.text("Server"),
        "serves": columns.text("Is read for", 200),
        "calls": columns.number(CALLS),
        "total_seconds": columns.number(IN_ALL),
        "share": columns.number(SHARE),
        "mean_seconds": columns.number(MEAN),
        "worst_seconds": columns.number(WORST),
    }
    tables.table(slowest, key="data_slowest", columns=shown, alt="Statements, the most time first")
