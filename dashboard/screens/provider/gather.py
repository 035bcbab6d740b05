"""What the page of one provider shows: how it did, its reputation, its reviews and its place."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from pandas import DataFrame, Series

from dashboard.parts.gathering import Failed, InTab, Panel, TrendChoice, panel, panel_if
from queries import coverage, providers
from queries.currencies import used_of
from queries.figures import Figures, Trend, figures, trend
from queries.filters import Filters
from queries.source import Source

BORDERS = 0.002
"""Degrees by which district borders may be off: a provider's map is close."""

REPUTATION, REVIEWS, WHERE = "reputation", "reviews", "place"


@dataclass(frozen=True)
class Choices:
    """What is chosen on the screen: the provider that the link names, if any."""

    provider: str | None
    trend: TrendChoice
    tab: str


@dataclass(frozen=True)
class Reviews:
    """All public reviews of a provider, and how many stars they gave."""

    reviews: DataFrame
    stars: DataFrame


@dataclass(frozen=True)
class Place:
    """Where the provider is, and the districts around."""

    known: "Series[Any]"
    boundaries: DataFrame


@dataclass(frozen=True)
class Reputation:
    """Who the provider is, and the steps of the score."""

    profile: "Series[Any]"
    steps: DataFrame


@dataclass(frozen=True)
class One:
    """One provider in a period."""

    provider_id: str
    name: str
    profile: Panel["Series[Any]"]
    figures: Panel[Figures]
    currencies: Panel[DataFrame]
    trend: Panel[Trend]
    reputation: InTab[Reputation]
    reviews: InTab[Reviews]
    place: InTab[Place]


@dataclass(frozen=True)
class View:
    """The provider that was asked for, if there is one, and all there are."""

    filters: Filters
    choices: Choices
    everyone: Panel[DataFrame]
    """By provider_id: name, category, district, …"""

    one: One | None


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period and the provider."""
    everyone = panel(_everyone, source)
    asked = choices.provider
    if asked is None or isinstance(everyone, Failed) or asked not in everyone.index:
        return View(filters, choices, everyone, None)
    name = str(everyone.loc[asked, "name"])
    return View(filters, choices, everyone, _one(source, filters, choices, asked, name))


def _everyone(source: Source) -> DataFrame:
    return providers.choices(source).set_index("provider_id")


def _one(source: Source, filters: Filters, choices: Choices, provider_id: str, name: str) -> One:
    over_time = partial(providers.over_time_of, provider_id=provider_id)
    return One(
        provider_id,
        name,
        profile=panel(providers.profile, source, provider_id),
        figures=panel(figures, source, over_time, filters),
        currencies=panel(used_of, source, filters, provider_id),
        trend=panel(trend, source, over_time, filters, choices.trend.grain),
        reputation=panel_if(choices.tab == REPUTATION, _reputation, source, provider_id),
        reviews=panel_if(choices.tab == REVIEWS, _reviews, source, filters, provider_id),
        place=panel_if(choices.tab == WHERE, _place, source, provider_id),
    )


def _reputation(source: Source, provider_id: str) -> Reputation:
    steps = providers.score_of(source, provider_id)
    return Reputation(providers.profile(source, provider_id), steps)


def _reviews(source: Source, filters: Filters, provider_id: str) -> Reviews:
    return Reviews(
        providers.reviews_of(source, provider_id),
        providers.stars_of(source, filters, provider_id),
    )


def _place(source: Source, provider_id: str) -> Place:
    return Place(providers.place(source, provider_id), coverage.boundaries(source, BORDERS))
