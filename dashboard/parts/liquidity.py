"""Whether searches become bookings, as every screen says it: of days that can be judged."""

from collections.abc import Sequence

import streamlit as st

from dashboard.parts import format, kpis
from queries.figures import Figures
from queries.filters import Filters

YOUNG = "those of the last 7 days may still be booked"


def cards(names: Sequence[str], known: Figures, settled: Filters, filters: Filters) -> None:
    """Show key figures of the settled days, and which of the filters' days they leave out."""
    kpis.row(kpis.figures(names, known), settled)
    if settled.end < filters.end:
        st.caption(f"Searches until {format.day(settled.end)}: {YOUNG}.")


def none_settled() -> None:
    """Say that all days are too new."""
    st.caption(f"No searches can be judged yet: {YOUNG}. Choose earlier days.")
