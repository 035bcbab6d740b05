"""What a screen says where counts of every currency stand beside amounts of one."""

from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard.parts import format
from dashboard.parts.markdown import literal
from queries.filters import Filters


def notice(used: DataFrame, filters: Filters) -> str:
    """Return what counts in which currency, or nothing where all is in the filters' currency."""
    others = _others(used, filters)["currency"]
    if others.empty:
        return ""
    names = ", ".join(literal(currency) for currency in others)
    own = literal(filters.currency)
    return (
        f"Bookings count in every currency; amounts are those in {own}."
        f" In these days there is also {names}, which no amount here includes."
    )


def show_notice(used: DataFrame, filters: Filters) -> None:
    """Show the notice where there is something to say."""
    said = notice(used, filters)
    if said:
        st.caption(said)


def paid_in_others(used: DataFrame, filters: Filters) -> str:
    """Return what was paid in other currencies, each for itself: `$20 and R$1,500`."""
    others = _others(used, filters)
    paid = [
        literal(format.money(amount, currency))
        for amount, currency in zip(others["gross_amount"], others["currency"], strict=True)
        if amount
    ]
    *first, last = paid or [""]
    return f"{', '.join(first)} and {last}" if first else last


def paid(gross: Any, used: DataFrame, filters: Filters) -> str:
    """Return what somebody was paid, in bold: `**₹500** and **$20**`; never ₹0 for who was paid."""
    others = paid_in_others(used, filters)
    if others and not gross:
        return f"**{others}**, nothing in {literal(filters.currency)}"
    own = f"**{literal(format.money(gross, filters.currency))}**"
    return f"{own} and **{others}**" if others else own


def _others(used: DataFrame, filters: Filters) -> DataFrame:
    return used[used["currency"] != filters.currency]
