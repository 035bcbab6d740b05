"""Who performs?"""

from collections.abc import Mapping
from typing import Any

from dashboard.parts import (
    controls,
    currencies,
    failures,
    format,
    kpis,
    order,
    page,
    panels,
    rows,
    trend,
)
from dashboard.parts.gathering import Failed
from dashboard.parts.markdown import literal
from dashboard.screens.providers import everyone, movers, reputation
from dashboard.screens.providers.gather import EVERYONE, MOVERS, REPUTATION, Choices, View
from queries.ask import PLACES
from queries.errors import NoRight
from queries.filters import Filters
from queries.ratio import ratio

QUESTION = "Who performs?"
KEY_FIGURES = (
    "active_providers",
    "jobs_completed",
    "job_finish_rate",
    "gross_amount",
    "rating",
)
DRAWN = (
    "jobs_completed",
    "gross_amount",
    "active_providers",
    "job_finish_rate",
    "rating",
    "response_seconds",
)
BEHIND = ("gross_amount", "provider_earnings", "rating", "reviews", "requested", "response_seconds")
"""What the rows may be seen of."""

BAR = controls.tabs(
    "providers", {EVERYONE: "All providers", MOVERS: "Who moved", REPUTATION: "Reputation"}
)
OTHERS = (
    "requested",
    "jobs_cancelled",
    "job_cancellation_rate",
    "jobs_disputed",
    "job_dispute_rate",
    "provider_earnings",
    "reviews",
    "response_seconds",
)


def choose(filters: Filters) -> Choices:
    """Return what is chosen on the screen."""
    drawn = trend.choose(filters, DRAWN, "providers")
    moving = movers.measures().chosen()
    return Choices(drawn, BAR.chosen(), everyone.choose(), order.page(), moving)


def show(view: View) -> None:
    """Show how providers did in the period: together, each, who moved, how reputation spreads."""
    leaders, filters = view.leaders, view.filters
    page.header(QUESTION, panels.known(leaders, answer, filters))
    if isinstance(leaders, Failed):
        if not isinstance(leaders.error, NoRight):
            failures.tell(leaders.error, "retry_providers_leaders")
    elif not leaders["providers"]:
        page.empty("providers", filters)
        return
    panels.show(view.currencies, "providers_currencies", currencies.show_notice, filters)
    panels.show(view.figures, "providers_figures", kpis.show, KEY_FIGURES, filters)
    kept = filters.where(*PLACES)
    trend.show(view.trend, filters, DRAWN, "providers", kept=lambda _: kept)
    rows.offer(BEHIND, filters, "providers", kept)
    BAR.show(
        lambda: panels.show(
            view.listed, "providers_table", everyone.show, filters, view.choices.listing
        ),
        lambda: panels.show(view.moved, "providers_movers", movers.show, filters),
        lambda: panels.show(view.reputation, "providers_reputation", reputation.show),
    )
    page.explain(*KEY_FIGURES, *OTHERS, "reputation_score")


def answer(known: Mapping[str, Any], filters: Filters) -> str:
    """Return in one sentence who earned most, and how much the best tenth of many brings in."""
    number, elsewhere = known["paid_providers"], only_in_others(known["only_elsewhere"])
    if not number:
        return f"Nobody was paid in {literal(filters.currency)}.{elsewhere}"
    leads = f"**{literal(known['name'])}** leads with"
    gross = literal(format.money(known["most"], filters.currency))
    were_paid = f"{format.count(number)} of {format.plural(known['providers'], 'provider')}"
    were_paid += f" {'was' if number == 1 else 'were'} paid"
    were_paid += f" in {filters.currency}.{elsewhere}" if elsewhere else "."
    if number < 10:
        return f"{leads} {gross}; {were_paid}"
    share = format.percent(ratio(known["best_tenth"], known["gross_amount"]))
    return f"{leads} {gross}. The best tenth brings in **{share}** of the gross; {were_paid}"


def only_in_others(number: int) -> str:
    """Return a sentence about so many who were paid in other currencies alone, or nothing."""
    were = "was" if number == 1 else "were"
    return f" {format.count(number)} {were} paid in other currencies only." if number else ""
