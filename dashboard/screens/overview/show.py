"""How is the business?"""

from functools import partial

import streamlit as st
from pandas import DataFrame

from dashboard.parts import currencies, format, kpis, liquidity, page, panels, rows, trend
from dashboard.parts.markdown import literal
from dashboard.parts.measures import measure
from dashboard.screens.overview import growth
from dashboard.screens.overview.gather import Attention, Choices, Drivers, View
from queries import overview
from queries.ask import PLACES
from queries.figures import Figures
from queries.filters import Filters
from queries.metrics.question import Where
from queries.overview import Worsening
from queries.ratio import Number
from queries.search import Booked

QUESTION = "How is the business?"
KEY_FIGURES = ("requested", "jobs_completed", "gross_amount", "platform_fee")
MORE_FIGURES = ("net_amount", "active_providers", "rating", "zero_result_rate")
LIQUIDITY = ("search_booking_rate", "searches_booked", "request_delay_p50")
DRAWN = ("requested", "jobs_completed", "gross_amount", "platform_fee", "searches")
BEHIND = ("requested", "gross_amount", "net_amount", "platform_fee", "rating")
"""What the rows may be seen of."""

WHOLES = {
    "zero_result_rate": "search",
    "cancellation_rate": "booking",
    "dispute_rate": "booking",
    "failure_rate": "payment",
}
NAMED = 3
"""Districts that a sentence names before it only counts the others."""


def choose(filters: Filters) -> Choices:
    """Return what is chosen on the screen."""
    return Choices(trend.choose(filters, DRAWN, "overview"), growth.BAR.chosen())


def show(view: View) -> None:
    """Show the main numbers of every topic, who grew and who shrank, and what needs attention."""
    filters = view.filters
    told = panels.both(view.figures, view.currencies)
    said = [panels.known(told, _answer, filters), panels.known(view.drivers, driven, filters)]
    page.header(QUESTION, " ".join(filter(None, said)) or None)
    panels.show(view.currencies, "overview_currencies", currencies.show_notice, filters)
    panels.show(view.figures, "overview_figures", kpis.show, KEY_FIGURES, filters)
    kept = partial(_kept, filters)
    trend.show(view.trend, filters, DRAWN, "overview", kept=kept, is_followed=True)
    _attention(view)
    panels.known(view.figures, _more_figures, filters)
    panels.show(view.booked, "overview_booked", _liquidity, filters)
    rows.offer(BEHIND, filters, "overview", filters.where(*PLACES))
    growth.show(view)
    explained = [*KEY_FIGURES, *MORE_FIGURES, *LIQUIDITY, *WHOLES, "forgotten"]
    page.explain(*dict.fromkeys(explained))


def _kept(filters: Filters, name: str) -> Where:
    """Return which rows of a metric count: searches are those of every category."""
    return filters.where(*(("district",) if name == "searches" else PLACES))


def _answer(told: tuple[Figures, DataFrame], filters: Filters) -> str:
    known, used = told
    return answer(known, filters, currencies.paid_in_others(used, filters))


def answer(known: Figures, filters: Filters, elsewhere: str = "") -> str:
    """Return in one sentence how much was booked, paid and kept, and how that changed; in another,
    what was paid in other currencies.
    """
    now = known.shown
    requested = f"**{format.plural(now['requested'], 'booking')}**"
    gross = f"**{literal(format.money(now['gross_amount'], filters.currency))}**"
    gross += f" in {literal(filters.currency)}" if elsewhere else ""
    fee = literal(format.money(now["platform_fee"], filters.currency))
    kept = f", of which we keep {fee} ({format.percent(now['take_rate'])})"
    others = f" In other currencies they paid **{elsewhere}**." if elsewhere else ""
    return (
        f"Customers requested {requested}{_since(known, 'requested')} and paid"
        f" {gross}{_since(known, 'gross_amount')}{kept if now['payments'] else ''}.{others}"
    )


def driven(drivers: Drivers, filters: Filters) -> str:
    """Return in one sentence where gross changed most; nothing where it did not change.

    Without a comparison, where most of it was paid.
    """
    known = [each for each in (drivers.category, drivers.district) if each is not None]
    if not known:
        return ""
    is_compared, whole = filters.comparison is not None, known[0].of
    named = (
        f"**{literal(each.name)}** ({_moved(each.change, filters, is_signed=is_compared)})"
        for each in known
    )
    where = f" in {' and in '.join(named)}."
    if not is_compared:
        return f"Most was paid{where}"
    moved = "rose" if whole > 0 else "fell"
    return f"Gross {moved} by {_moved(abs(whole), filters)}, above all{where}"


def _moved(amount: Number, filters: Filters, *, is_signed: bool = False) -> str:
    sign = "+" if is_signed and amount > 0 else ""
    return f"{sign}{literal(format.money_short(amount, filters.currency))}"


def _since(known: Figures, name: str) -> str:
    """Return the change in brackets, or nothing where there is nothing to compare with."""
    change = known.change(name)
    if change is None or not change.before:
        return ""
    return f" ({format.change(change.now, change.before)})"


def _more_figures(known: Figures, filters: Filters) -> None:
    kpis.show(known, MORE_FIGURES, filters)
    if filters.category:
        st.caption("Searches are those of every category: a search belongs to no provider.")


def _liquidity(booked: Booked | None, filters: Filters) -> None:
    if booked is None:
        liquidity.none_settled()
    else:
        liquidity.cards(LIQUIDITY, booked.figures, booked.filters, filters)


def _attention(view: View) -> None:
    with st.container(border=True):
        st.header("What needs attention", anchor=False)
        panels.show(view.attention, "overview_attention", _needs)
        if view.filters.comparison:
            st.caption("Rates are named here only when they rose more than chance explains.")


def _needs(found: Attention) -> None:
    for sentence in needs(found) or ["Nothing stands out in this period."]:
        st.markdown(f"- {sentence}")


def needs(found: Attention) -> list[str]:
    """Return one sentence for each thing that an owner should look into."""
    said = [worsened(each) for each in found.worsenings]
    if not found.uncovered.empty:
        said.append(unserved(found.uncovered))
    if found.forgotten:
        said.append(
            f"**{format.plural(found.forgotten, 'booking')}**"
            f" {'is' if found.forgotten == 1 else 'are'} still"
            f" open more than {overview.FORGOTTEN_DAYS} days after the request."
        )
    return said


def worsened(worsening: Worsening) -> str:
    """Return a sentence such as `Failure rate rose from 4.0% to 6.0%: 60 of 1,000 payments`."""
    now, before = worsening.now, worsening.before
    noun = WHOLES[worsening.metric]
    plural = "searches" if noun == "search" else f"{noun}s"
    return (
        f"**{measure(worsening.metric).label}** rose from {format.percent(before.value)} to"
        f" **{format.percent(now.value)}**: {format.count(now.part)} of"
        f" {format.plural(now.whole, noun, plural)}."
    )


def unserved(districts: DataFrame) -> str:
    """Return a sentence that names the most searched districts without a provider."""
    searches = int(districts["searches"].sum())
    names = ", ".join(map(literal, districts["district"].head(NAMED)))
    others = len(districts) - NAMED
    more = f" and {format.plural(others, 'other')}" if others > 0 else ""
    return (
        f"**No provider serves {names}{more}**, where people searched"
        f" {format.plural(searches, 'time')}."
    )
