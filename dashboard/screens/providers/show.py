"""Who performs?"""

from pandas import DataFrame

from dashboard.parts import controls, currencies, format, kpis, page, panels, trend
from dashboard.parts.gathering import Failed
from dashboard.parts.markdown import literal
from dashboard.screens.providers import everyone, movers, reputation
from dashboard.screens.providers.gather import Choices, View
from queries.figures import Figures
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
TABS = controls.tabs(
    "providers", {"all": "All providers", "moved": "Who moved", "reputation": "Reputation"}
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
    return Choices(trend.choose(filters, DRAWN, "providers"))


def show(view: View) -> None:
    """Show how providers did in the period: together, each, who moved, how reputation spreads."""
    table, filters = view.table, view.filters
    page.header(QUESTION, panels.known(table, answer, filters))
    if not isinstance(table, Failed) and table.empty:
        page.empty("providers", filters)
        return
    panels.show(view.currencies, "providers_currencies", currencies.show_notice, filters)
    panels.show(view.figures, "providers_figures", _key_figures, filters)
    trend.show(view.trend, filters, DRAWN, "providers")
    _details(view)
    page.explain(*KEY_FIGURES, *OTHERS, "reputation_score")


def answer(frame: DataFrame, filters: Filters) -> str:
    """Return in one sentence who earned most, and how much the best tenth of many brings in."""
    paid = frame[frame["gross_amount"] > 0]
    elsewhere = only_in_others(frame)
    if paid.empty:
        return f"Nobody was paid in {literal(filters.currency)}.{elsewhere}"
    best, number = paid.iloc[0], len(paid)
    leads = f"**{literal(best['name'])}** leads with"
    gross = literal(format.money(best["gross_amount"], filters.currency))
    were_paid = f"{format.count(number)} of {format.plural(len(frame), 'provider')}"
    were_paid += f" {'was' if number == 1 else 'were'} paid"
    were_paid += f" in {filters.currency}.{elsewhere}" if elsewhere else "."
    if number < 10:
        return f"{leads} {gross}; {were_paid}"
    tenth = paid["gross_amount"].head(-(-number // 10)).sum()
    share = format.percent(ratio(tenth, paid["gross_amount"].sum()))
    return f"{leads} {gross}. The best tenth brings in **{share}** of the gross; {were_paid}"


def only_in_others(frame: DataFrame) -> str:
    """Return a sentence about those who were paid in other currencies alone, or nothing."""
    if "other_currencies" not in frame:
        return ""
    number = int(((frame["gross_amount"] == 0) & frame["other_currencies"].notna()).sum())
    were = "was" if number == 1 else "were"
    return f" {format.count(number)} {were} paid in other currencies only." if number else ""


def _key_figures(known: Figures, filters: Filters) -> None:
    kpis.row(kpis.figures(KEY_FIGURES, known), filters)


def _details(view: View) -> None:
    filters = view.filters
    all_of_them, moved, spread = TABS.show()
    with all_of_them:
        listed = panels.both(view.table, view.standings)
        panels.show(listed, "providers_table", everyone.show, filters)
    with moved:
        panels.show(view.table, "providers_movers", movers.show, filters)
    with spread:
        panels.show(view.reputation, "providers_reputation", reputation.show)
