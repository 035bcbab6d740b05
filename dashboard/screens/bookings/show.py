"""Where do bookings drop out?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard.parts import currencies, format, kpis, page, panels, rows
from dashboard.parts.gathering import Failed
from dashboard.screens.bookings import details, funnel
from dashboard.screens.bookings.details import BEHIND
from dashboard.screens.bookings.gather import Choices, View
from queries import bookings
from queries.ask import KINDS
from queries.figures import Figures
from queries.filters import Filters
from queries.ratio import ratio

QUESTION = "Where do bookings drop out?"
KEY_FIGURES = (
    "requested",
    "completed_rate",
    "cancellation_rate",
    "response_seconds",
    "completion_seconds",
)
EXPLAINED = (
    "requested",
    "viewed",
    "confirmed",
    "started",
    "completed",
    "paid",
    "reviewed",
    "prepaid",
    "stage_conversion",
    "completed_rate",
    "cancellation_rate",
    "cancelled_by_customer",
    "cancelled_by_provider",
    "cancelled_by_admin",
    "cancelled_by_system",
    "open",
    "response_seconds",
    "completion_seconds",
)
YOUNG = Decimal("0.01")
"""The share of open bookings from which a period is not yet comparable with an older one."""

UNFAIR_WHILE_YOUNG = ("completed_rate", "cancellation_rate", "completion_seconds")


@dataclass(frozen=True)
class Drop:
    """How many bookings were lost between two stages, and as a share of those at the first."""

    before: str
    stage: str
    lost: int
    rate: Decimal


def choose(filters: Filters) -> Choices:
    """Return what is chosen on the screen."""
    return details.choose(filters)


def show(view: View) -> None:
    """Show how far the bookings of the period came, and where the others were lost."""
    stages, filters = view.stages, view.filters
    page.header(QUESTION, panels.known(stages, answer))
    if not isinstance(stages, Failed) and not stages["bookings"].any():
        page.empty("bookings", filters)
        return
    panels.show(view.currencies, "bookings_currencies", currencies.show_notice, filters)
    panels.show(view.figures, "bookings_figures", _key_figures, filters)
    panels.show(stages, "bookings_funnel", funnel.show, filters)
    rows.offer(BEHIND, filters, "bookings", filters.where(*KINDS))
    if not isinstance(view.figures, Failed):
        _paid_ahead(view.figures.shown)
    details.show(view)
    page.explain(*EXPLAINED)


def answer(stages: DataFrame) -> str:
    """Return in one sentence how many bookings were completed and where most were lost."""
    way = stages.to_dict("records")
    requested, completed = way[0]["bookings"], way[bookings.STAGES.index("completed")]
    if requested == 0:
        return "Nobody requested a booking."
    said = (
        f"Of {format.plural(requested, 'booking')} requested,"
        f" **{format.percent(completed['share_of_requested'])}** were completed."
    )
    drop = biggest_drop(stages)
    if drop is None:
        return said
    return (
        f"{said} Most were lost between **{drop.before} and {drop.stage}**:"
        f" {format.count(drop.lost)}, or {format.percent(drop.rate)} of those that had come so far."
    )


def biggest_drop(stages: DataFrame) -> Drop | None:
    """Return the step up to completion at which most bookings were lost, None if none was."""
    way = stages.to_dict("records")[: bookings.STAGES.index("completed") + 1]
    before, after = max(pairwise(way), key=lambda step: step[1]["lost"])
    if not after["lost"]:
        return None
    return Drop(before["stage"], after["stage"], after["lost"], 1 - after["stage_conversion"])


def _key_figures(known: Figures, filters: Filters) -> None:
    now, young = known.shown, is_young(known.shown)
    unfair = UNFAIR_WHILE_YOUNG if young else ()
    kpis.row(kpis.figures(KEY_FIGURES, known, unfair), filters)
    if young:
        share = format.percent(ratio(now["open"], now["requested"]))
        st.caption(
            f"{format.plural(now['open'], 'booking')} of the period ({share})"
            f" {'is' if now['open'] == 1 else 'are'} still open. Young bookings have had less time"
            " to be completed or cancelled: both rates may still rise, and so may the time to"
            " complete."
        )


def is_young(now: Mapping[str, Any]) -> bool:
    """Return whether so many bookings are still open that the period looks worse than it is."""
    share = ratio(now["open"], now["requested"])
    return share is not None and share >= YOUNG


def _paid_ahead(now: Mapping[str, Any]) -> None:
    if now["prepaid"]:
        st.caption(
            f"{format.plural(now['prepaid'], 'booking')} of the period"
            f" {'is' if now['prepaid'] == 1 else 'are'} paid and not completed: still under way, or"
            " cancelled. They count as far as they came, not as paid."
        )
