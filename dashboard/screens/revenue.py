"""What do we earn, and from what?"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard import charts, columns, format, kpis, page, steps, tables
from dashboard.columns import Column
from dashboard.identities import distinct, named_apart
from dashboard.kpis import Good
from dashboard.markdown import literal
from dashboard.measures import measure
from dashboard.trend import trend
from queries import Snapshot, revenue
from queries.figures import Figures, figures
from queries.filters import Filters
from queries.ratio import ratio

QUESTION = "What do we earn, and from what?"
KEY_FIGURES: Mapping[str, Good] = {
    "gross_amount": "up",
    "net_amount": "up",
    "platform_fee": "up",
    "take_rate": "neither",
    "payments": "up",
    "average_payment": "neither",
    "refund_rate": "down",
    "failure_rate": "down",
}
DRAWN = ("gross_amount", "net_amount", "platform_fee", "provider_earnings", "refund_amount")
SPLIT = ("provider_earnings", "platform_fee", "tax_amount", "refund_amount")
TABLE = (
    "payments",
    "gross_amount",
    "platform_fee",
    "take_rate",
    "tax_amount",
    "provider_earnings",
    "refunds",
    "refund_amount",
    "refund_rate",
    "net_amount",
    "average_payment",
    "failed_payments",
    "failure_rate",
)
IN_OTHERS = ("gross_amount", "platform_fee", "refund_amount", "net_amount")
METHODS = {"UPI": "UPI"}


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show the money moved in the period: totals, over time, by method, category and district."""
    known = figures(partial(revenue.over_time, snapshot), filters)
    now = known.shown
    page.header(QUESTION, answer(now, filters))
    _other_currencies(snapshot, filters)
    if not any(now[name] for name in revenue.COUNTS):
        page.empty(f"payments in {literal(filters.currency)}", filters)
        return
    _key_figures(known, filters)
    _trend(snapshot, filters)
    _details(snapshot, filters, now)
    page.explain(*TABLE)


def answer(now: Mapping[str, Any], filters: Filters) -> str:
    """Return in one sentence what customers paid, what we keep of it, and what went back."""
    gross, fee, refunds = (
        literal(format.money(now[name], filters.currency))
        for name in ("gross_amount", "platform_fee", "refund_amount")
    )
    if not now["payments"]:
        return f"Nothing was paid in {literal(filters.currency)}; {refunds} went back to customers."
    return (
        f"Customers paid **{gross}** in {format.plural(now['payments'], 'payment')}; we keep"
        f" **{fee}** of it ({format.percent(now['take_rate'])}), and {refunds} went back to them."
    )


def _key_figures(known: Figures, filters: Filters) -> None:
    row = kpis.figures(KEY_FIGURES, known)
    kpis.row(row[:4], filters)
    kpis.row(row[4:], filters)


def _trend(snapshot: Snapshot, filters: Filters) -> None:
    moved, _ = trend(partial(revenue.over_time, snapshot), filters, DRAWN, "revenue")
    with st.expander("As a table"):
        alt = "Money moved in each step in time"
        _table(steps.noted(moved), "revenue_over_time", steps.days(), filters, alt)


def _details(snapshot: Snapshot, filters: Filters, now: Mapping[str, Any]) -> None:
    split, methods, categories, districts = st.tabs(
        ["Where it goes", "By method", "By category", "By district"]
    )
    with split:
        _split(now, filters)
    with methods:
        frame = revenue.by_method(snapshot, filters)
        names = distinct({method: method_name(method) for method in frame["method"]})
        _breakdown(frame.assign(method=frame["method"].map(names)), "method", "Method", filters)
    with categories:
        frame = named_apart(revenue.by_category(snapshot, filters), "category")
        _breakdown(frame, "category", "Category", filters)
    with districts:
        _breakdown(revenue.by_district(snapshot, filters), "district", "District", filters)


def method_name(method: str) -> str:
    """Return how people write a method of payment.

    >>> method_name("NET_BANKING"), method_name("UPI"), method_name("CARD")
    ('Net banking', 'UPI', 'Card')
    """
    return METHODS.get(method, method.replace("_", " ").capitalize())


def _split(now: Mapping[str, Any], filters: Filters) -> None:
    known = [measure(name, filters.currency) for name in SPLIT]
    parts = DataFrame(
        {
            "part": [one.label for one in known],
            "amount": [now[name] for name in SPLIT],
            "share": [ratio(now[name], now["gross_amount"]) for name in SPLIT],
        }
    )
    gross = measure("gross_amount", filters.currency, column="amount", label="Amount")
    charts.ranking(parts, name="part", value=gross, key="revenue_split_chart")
    share = measure("take_rate", column="share", label="Share of gross")
    shown = {
        "part": columns.text("Part"),
        "amount": columns.number(gross),
        "share": columns.number(share),
    }
    alt = "Where the gross goes"
    tables.table(parts, key="revenue_split", columns=shown, alt=alt, filters=filters)
    st.caption("Refunds count on the day of the refund, so they may belong to earlier payments.")


def _breakdown(frame: DataFrame, name: str, label: str, filters: Filters) -> None:
    gross = measure("gross_amount", filters.currency)
    charts.ranking(frame.head(10), name=name, value=gross, key=f"revenue_{name}_chart")
    names = {name: columns.text(label, pinned=True)}
    _table(frame, f"revenue_by_{name}", names, filters, f"Money moved by {label.lower()}")


def _table(
    frame: DataFrame, key: str, names: dict[str, Column], filters: Filters, alt: str
) -> None:
    numbers = {name: columns.number(measure(name, filters.currency)) for name in TABLE}
    tables.table(frame, key=key, columns=names | numbers, alt=alt, filters=filters)


def _other_currencies(snapshot: Snapshot, filters: Filters) -> None:
    """Show what moved in other currencies, each for itself: they are never added up."""
    every = revenue.by_currency(snapshot, filters)
    others = every[every["currency"] != filters.currency].reset_index(drop=True)
    if others.empty:
        return
    names = ", ".join(map(literal, others["currency"]))
    with st.expander(f"There is also money in {names}, which no figure here includes"):
        shown = {
            "currency": columns.text("Currency"),
            "payments": columns.number(measure("payments")),
            **{name: columns.amount_in_its_own(measure(name), "currency") for name in IN_OTHERS},
        }
        key, alt = "revenue_by_currency", "Money moved in other currencies"
        tables.table(others, key=key, columns=shown, alt=alt, filters=filters)
