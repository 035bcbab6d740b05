"""What do we earn, and from what?"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard.parts import (
    charts,
    columns,
    controls,
    drill,
    format,
    kpis,
    look_into,
    page,
    panels,
    rows,
    steps,
    tables,
    trend,
)
from dashboard.parts.columns import Column
from dashboard.parts.drill import Parts
from dashboard.parts.gathering import Failed
from dashboard.parts.markdown import literal
from dashboard.parts.measures import measure
from dashboard.parts.tables import listed
from dashboard.screens.revenue import gather
from dashboard.screens.revenue.gather import Choices, View
from queries import revenue
from queries.ask import KINDS
from queries.filters import Filters
from queries.grain import Grain
from queries.identities import distinct
from queries.steps import noted

QUESTION = "What do we earn, and from what?"
KEY_FIGURES = ("gross_amount", "net_amount", "platform_fee", "take_rate")
MORE_FIGURES = ("payments", "average_payment", "refund_rate", "failure_rate")
DRAWN = ("gross_amount", "net_amount", "platform_fee", "provider_earnings", "refund_amount")
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
BAR = controls.tabs(
    "revenue",
    {
        gather.SPLIT: "Where it goes",
        gather.METHODS: "By method",
        gather.CATEGORIES: "By category",
        gather.KINDS: "Kinds of service",
        gather.DISTRICTS: "By district",
    },
)
METHODS = {"UPI": "UPI"}


def choose(filters: Filters) -> Choices:
    """Return what is chosen on the screen."""
    return Choices(trend.choose(filters, DRAWN, "revenue"), BAR.chosen())


def show(view: View) -> None:
    """Show the money moved in the period: totals, over time, by method, category and district."""
    known, filters = view.figures, view.filters
    page.header(QUESTION, panels.known(known, lambda it: answer(it.shown, filters)))
    panels.show(view.currencies, "revenue_currencies", _other_currencies, filters)
    if not isinstance(known, Failed) and not any(known.shown[name] for name in revenue.COUNTS):
        page.empty(f"payments in {literal(filters.currency)}", filters)
        return
    panels.show(known, "revenue_figures", kpis.show, KEY_FIGURES, filters)
    step, kept = view.choices.trend.grain, filters.where(*KINDS)
    table = partial(_over_time, step=step)
    trend.show(view.trend, filters, DRAWN, "revenue", table, kept=lambda _: kept)
    panels.known(known, kpis.show, MORE_FIGURES, filters)
    rows.offer(revenue.MEASURES, filters, "revenue", kept)
    _details(view)
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


def _over_time(moved: DataFrame, filters: Filters, parts: Parts, step: Grain) -> None:
    alt = "Money moved in each step in time"
    _table(noted(moved), "over_time", steps.days(), filters, alt, parts, cut=step)


def _details(view: View) -> None:
    filters = view.filters
    BAR.show(
        lambda: panels.show(view.split, "revenue_split", _split, filters),
        lambda: panels.show(view.methods, "revenue_method", _methods, filters),
        lambda: panels.show(
            view.categories, "revenue_category", _breakdown, "category", "Category", filters
        ),
        lambda: panels.show(
            view.kinds, "revenue_kinds", _breakdown, "sub_category", "Kind of service", filters
        ),
        lambda: panels.show(
            view.districts, "revenue_district", _breakdown, "district", "District", filters
        ),
    )


def _methods(frame: DataFrame, filters: Filters) -> None:
    names = distinct({method: method_name(method) for method in frame["method"]})
    named = frame.assign(key=frame["method"], method=frame["method"].map(names))
    _breakdown(named, "method", "Method", filters, words=names)


def method_name(method: str) -> str:
    """Return how people write a method of payment.

    >>> method_name("NET_BANKING"), method_name("UPI"), method_name("CARD")
    ('Net banking', 'UPI', 'Card')
    """
    return METHODS.get(method, method.replace("_", " ").capitalize())


def _split(parts: DataFrame, filters: Filters) -> None:
    words = {name: measure(name).label for name in parts["part"]}
    parts = parts.assign(part=parts["part"].map(words))
    gross = measure("gross_amount", filters.currency, column="amount", label="Amount")
    behind = drill.numbers("revenue_split", words)
    charts.ranking(parts, name="part", value=gross, key="revenue_split_chart", parts=behind)
    look_into.show(behind, "a part", filters, [*words], filters.where(*KINDS))
    share = measure("take_rate", column="share", label="Share of gross")
    shown = {
        "part": columns.text("Part", words=words),
        "amount": columns.number(gross),
        "share": columns.number(share),
    }
    tables.table(
        parts,
        key="revenue_split",
        columns=shown,
        alt="Where the gross goes",
        listing=listed("revenue.split", filters),
        parts=behind,
    )
    st.caption("Refunds count on the day of the refund, so they may belong to earlier payments.")


def _breakdown(
    frame: DataFrame,
    name: str,
    label: str,
    filters: Filters,
    *,
    words: Mapping[str, str] | None = None,
) -> None:
    gross = measure("gross_amount", filters.currency)
    parts = drill.values(f"revenue_by_{name}", name, frame, name, filters)
    key = f"revenue_{name}_chart"
    charts.ranking(frame.head(10), name=name, value=gross, key=key, parts=parts)
    look_into.show(parts, f"a {label.lower()}", filters, revenue.MEASURES, filters.where(*KINDS))
    within = {"category": columns.text("Category")} if name == "sub_category" else {}
    names = {name: columns.text(label, pinned=True, words=words), **within}
    grown = [*TABLE[:2], "gross_growth", *TABLE[2:]] if filters.comparison else TABLE
    alt = f"Money moved by {label.lower()}"
    _table(frame, f"by_{name}", names, filters, alt, parts, measures=grown)


def _table(  # noqa: PLR0913, PLR0917 - what a table is
    frame: DataFrame,
    name: str,
    names: dict[str, Column],
    filters: Filters,
    alt: str,
    parts: Parts,
    *,
    measures: Sequence[str] = TABLE,
    **options: object,
) -> None:
    numbers = {name: columns.number(measure(name, filters.currency)) for name in measures}
    tables.table(
        frame,
        key=f"revenue_{name}",
        columns=names | numbers,
        alt=alt,
        listing=listed(f"revenue.{name}", filters, **options),
        is_whole=True,
        parts=parts,
    )


def _other_currencies(others: DataFrame, filters: Filters) -> None:
    """Show what moved in other currencies, each for itself: they are never added up."""
    if others.empty:
        return
    names = ", ".join(map(literal, others["currency"]))
    with st.expander(f"There is also money in {names}, which no figure here includes"):
        shown = {
            "currency": columns.text("Currency"),
            "payments": columns.number(measure("payments")),
            **{name: columns.amount_in_its_own(measure(name), "currency") for name in IN_OTHERS},
        }
        tables.table(
            others,
            key="revenue_by_currency",
            columns=shown,
            alt="Money moved in other currencies",
            listing=listed("revenue.in_other_currencies", filters),
        )
