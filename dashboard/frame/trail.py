"""The way back from what was narrowed, above each screen: `Last year › Oct 2026 › 12 Oct 2026`."""

from collections import defaultdict
from collections.abc import Collection

import streamlit as st

from dashboard.frame import copied, links, words
from dashboard.parts import format, link
from dashboard.parts.markdown import literal
from queries.filters import CHOICES, Available, Filters

MOST = 20
"""Steps of a trail that are shown; a link may claim more."""

Crumb = tuple[int, str]
"""The place of a step in the trail, and what was chosen before it."""


def show(filters: Filters, available: Available, by: Collection[str]) -> None:
    """Show what was narrowed, the widest first: all but the last lead back.

    `by` are the filters that the screen takes beside the dates.
    """
    chains = _chains(available, by)
    if not chains:
        return
    with st.container(horizontal=True, gap="medium", key="trail"):
        for name, crumbs in chains.items():
            _chain(crumbs, _said(name, filters, available))


def _chain(crumbs: list[Crumb], chosen: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        for place, said in crumbs:
            _crumb(place, said)
        st.markdown(f":small[**{literal(chosen)}**]", width="content")


def _crumb(place: int, said: str) -> None:
    st.button(
        literal(said),
        key=f"trail_{place}",
        type="tertiary",
        help=words.BACK_TO.format(literal(said)),
        on_click=link.widen,
        args=(place,),
    )


def _chains(available: Available, by: Collection[str]) -> dict[str, list[Crumb]]:
    """Return what there is to go back to, by what was narrowed; what means nothing is left out."""
    chains: dict[str, list[Crumb]] = defaultdict(list)
    for place, step in enumerate(link.trail()[:MOST]):
        name = link.narrowed(step)
        if name != links.DAYS[0] and name not in by:
            continue
        before, problems = links.parse(link.before(step), available)
        if not problems:
            chains[name].append((place, _said(name, before, available)))
    return chains


def _said(name: str, filters: Filters, available: Available) -> str:
    """Return what is chosen of something: the days, or the values of a filter."""
    if name in CHOICES:
        chosen = filters.places.get(name)
        return copied.named(name, chosen, available) if chosen else CHOICES[name].everything
    if filters.preset:
        return words.PERIODS[filters.preset]
    return format.period(filters.start, filters.end)
