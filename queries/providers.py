"""How providers perform: all of them compared, and one in detail.

Counts are int and in every currency; amounts (Decimal) are in the filters' currency. Rates are
Decimal, None where their denominator is 0; response_seconds is an average in seconds.

Frames over time have one row per step: first_day and last_day (what the filters leave of it) and
what the step is (`Steps.described`). Uncut, the whole period is one step.
"""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from queries import ask
from queries.ask import PLACES
from queries.catalog import metric
from queries.coverage import placed
from queries.errors import InvalidQuestion, NoRight
from queries.filters import Filters
from queries.frames import only_row, storable
from queries.grain import Grain, fitting
from queries.identities import among, named_apart
from queries.metrics.aggregates import Ratio, Sum
from queries.metrics.answer import with_metrics
from queries.metrics.question import Question, Where
from queries.order import USUAL
from queries.source import Source
from queries.steps import Cut, steps_of

STANDINGS = ("APPROVED", "PENDING", "REJECTED", "EXPIRED")
"""How the verification of a provider stands, whether it is active or not; there may be others."""


RATES = (
    *("job_finish_rate", "job_cancellation_rate", "job_dispute_rate"),
    *("rating", "response_seconds"),
)
SUMS = ("rating_sum", "response_seconds_sum", "response_count")
CALLED = {name: f"jobs_{name}" for name in ("completed", "cancelled", "disputed")}
"""What the table makes its rates of, and what it calls that."""


SORTED_BY = (
    *("requested", "jobs_completed", "job_finish_rate", "gross_amount", "provider_earnings"),
    *("rating", "jobs_cancelled", "job_cancellation_rate", "jobs_disputed", "job_dispute_rate"),
    *("reviews", "response_seconds", "reputation_score"),
)
"""By what providers can be listed; by the last only for those who review."""

PAGE_ROWS = 50


@dataclass(frozen=True)
class Listing:
    """Which providers are listed: those that match, in an order as `ordered` takes it."""

    text: str = ""
    standing: str | None = None
    is_active: bool | None = None
    sort: str = USUAL


@dataclass(frozen=True)
class Page:
    """Some of the providers that match, and how many there are in all."""

    frame: DataFrame
    number: int
    matching: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.matching // PAGE_ROWS))


def table(source: Source, filters: Filters, grain: Grain) -> DataFrame:
    """Return one row per provider, most gross first: provider_id, name, category, sub_categories
    (names in text, None without any), district, standing, is_active, aadhaar_verified, requested,
    jobs_completed, jobs_cancelled, jobs_disputed, job_finish_rate, job_cancellation_rate,
    job_dispute_rate, gross_amount, other_currencies (text, None where all gross is in the filters'
    currency), provider_earnings, reviews, rating, response_seconds, reputation_score (for those who
    review), jobs_over_time (a list of jobs completed per step of the grain, None without activity),
    namesakes (the ids of all that have its name, None where nobody else does).
    """
    return _page(source, filters, grain, Listing(), None).frame


def page(source: Source, filters: Filters, listing: Listing, number: int) -> Page:
    """Return `PAGE_ROWS` of the rows of `found`; of a page beyond the last one it is the last."""
    grain = fitting(filters.days)
    known = _page(source, filters, grain, listing, PAGE_ROWS, number)
    return replace(known, frame=_called(known.frame))


def found(  # noqa: PLR0913, PLR0917 - each narrows the list, or orders it
    source: Source,
    filters: Filters,
    text: str = "",
    standing: str | None = None,
    is_active: bool | None = None,
    sort: str = USUAL,
) -> DataFrame:
    """Return the rows of `table`, in steps that fit the filters' days and with names that tell all
    apart: those that match, in an order as `queries.order.ordered` takes it.

    Letters match however they are composed (Unicode NFC) and in any case, so that Hindi names are
    found.
    """
    listing = Listing(text, standing, is_active, sort)
    return _called(_page(source, filters, fitting(filters.days), listing, None).frame)


def _page(  # noqa: PLR0913, PLR0917 - what is asked, and which part of it
    source: Source,
    filters: Filters,
    grain: Grain,
    listing: Listing,
    rows: int | None,
    number: int = 1,
) -> Page:
    column = listing.sort.removeprefix("-")
    if column and column not in SORTED_BY:
        raise InvalidQuestion(f"providers cannot be sorted by {column!r}")
    frame = source.frame(
        "providers_table",
        **filters.params(*PLACES, "currency"),
        first_days=steps_of(filters, grain).params()["first_days"],
        text=storable(listing.text.strip()),
        standing=listing.standing,
        is_active=listing.is_active,
        **_sums(column),
        sign=-1 if listing.sort.startswith("-") else 1,
        page_number=number,
        page_rows=rows,
    )
    if column == "reputation_score" and column not in frame:
        raise NoRight("your role does not see reputation, so it cannot sort by it")
    known = with_metrics(frame, RATES, CALLED).drop(columns=[*SUMS, "place", "matching"])
    if frame.empty:
        return Page(known, 1, 0)
    first = int(frame["place"].iloc[0])
    return Page(known, (first - 1) // PAGE_ROWS + 1, int(frame["matching"].iloc[0]))


def _sums(column: str) -> dict[str, list[str]]:
    """Return which sums providers are sorted by, and through which of them these are divided."""
    made = metric(column).aggregate if column in RATES else Sum(*filter(None, [column]))
    sides = (made.above, made.below) if isinstance(made, Ratio) else (made, Sum())
    return {
        side: [CALLED.get(name, name) for name in summed.columns]
        for side, summed in zip(("above", "below"), sides, strict=True)
    }


def _called(frame: DataFrame) -> DataFrame:
    """Return providers with a label of its own for each, whoever else is on another page."""
    known = zip(frame["name"], frame["provider_id"], frame["namesakes"], strict=True)
    named = frame.assign(name=[among(*each) for each in known]).drop(columns="namesakes")
    return named_apart(named, "name", "provider_id")  # some are called as others are told apart


def leaders(source: Source, filters: Filters) -> dict[str, Any]:
    """Return who leads in gross and how much all earned: providers (how many there are),
    paid_providers (how many were paid), only_elsewhere (how many in other currencies alone),
    gross_amount, provider_id, name (that tells it from others) and
    namesakes (of the first), most (its gross), best_tenth (gross of the best tenth).
    """
    known = only_row(source.frame("providers_leaders", **filters.params(*PLACES, "currency")))
    name = among(known["name"], known["provider_id"], known["namesakes"])
    return known | {"name": name}


def moved(
    source: Source, filters: Filters, column: str, most: int = 10
) -> tuple[DataFrame, DataFrame]:
    """Return whose gross_amount or jobs_completed rose and fell most since the comparison period,
    over the days that are compared: provider_id, name, category, district, change, and the
    measure as `<column>_now` and `<column>_before` (0 without a comparison).
    """
    params = filters.params(*PLACES, "currency") | filters.compared_params()
    asked = {name: value for name, value in params.items() if name not in {"start", "end"}}
    frame = source.frame("providers_movers", **asked, measure=column, most=most)
    known = frame.rename(columns={side: f"{column}_{side}" for side in ("now", "before")})
    has_risen = known["change"] > 0
    rising, falling = known[has_risen], known[~has_risen].reset_index(drop=True)
    return named_apart(rising, "name", "provider_id"), named_apart(falling, "name", "provider_id")


def risen(source: Source, filters: Filters, column: str) -> DataFrame:
    """Return those who rose most: `moved`."""
    return moved(source, filters, column)[0]


def fallen(source: Source, filters: Filters, column: str) -> DataFrame:
    """Return those who fell most: `moved`."""
    return moved(source, filters, column)[1]


def over_time(source: Source, filters: Filters, cut: Cut) -> DataFrame:
    """Return what the providers did together, per step: active_providers, requested, confirmed,
    jobs_completed, jobs_cancelled, disputed, job_finish_rate, gross_amount, provider_earnings,
    reviews, rating, response_seconds.
    """
    return _over_time(source, filters, cut, filters.where(*PLACES))


def totals(source: Source, filters: Filters) -> dict[str, Any]:
    """Return what `over_time` has, for the whole period."""
    return only_row(over_time(source, filters, None))


def reputation(source: Source, filters: Filters) -> DataFrame:
    """Return how many active, approved providers have a reputation in each band, lowest first:
    score_from, band, providers. The last band is those that tie at 100.
    """
    return source.frame("providers_reputation", **filters.chosen(*PLACES))


def choices(source: Source) -> DataFrame:
    """Return every provider, by name: provider_id, name, category, district, standing,
    is_active.
    """
    return source.frame("provider_choices")


def standings(source: Source) -> list[str]:
    """Return STANDINGS and whatever others providers have, by name."""
    return [*STANDINGS, *sorted({*choices(source)["standing"]} - {*STANDINGS})]


def profile(source: Source, provider_id: str) -> Series:
    """Return who a known provider is: names, category, sub_categories (names in text, None without
    any), district, pincode, standing, verification, days, and for those who review
    reputation_score (stored), current_score (as of the data version) and reputation_mode.
    """
    return source.frame("provider_profile", provider=provider_id).iloc[0]


def place(source: Source, provider_id: str) -> Series:
    """Return where a known provider is: provider_id, name, district, h3_cell, lat and lng of its
    centre, service_area (GeoJSON text or None; moved off the exact place).
    """
    return placed(source.frame("provider_place", provider=provider_id)).iloc[0]


def over_time_of(source: Source, filters: Filters, provider_id: str, cut: Cut) -> DataFrame:
    """Return what one provider did, per step, whatever its place: the columns of `over_time`."""
    return _over_time(source, filters, cut, (("provider", provider_id),))


def totals_of(source: Source, filters: Filters, provider_id: str) -> dict[str, Any]:
    """Return what `over_time_of` has, for the whole period."""
    return only_row(over_time_of(source, filters, provider_id, None))


def reputation_of(source: Source, provider_id: str) -> DataFrame:
    """Return the steps of the calculation, in order: place, step, score and weight (None for what
    is not a part), points. The points add up to the current score, exactly.
    """
    return source.frame("provider_reputation", provider=provider_id)


def score_of(source: Source, provider_id: str) -> DataFrame:
    """Return the same and, last, the step `score`: the points that all of them are together."""
    steps = reputation_of(source, provider_id)
    score = profile(source, provider_id)["current_score"]
    total = DataFrame([{"step": "score", "points": score}])
    return pd.concat([steps, total], ignore_index=True)


def stars_of(source: Source, filters: Filters, provider_id: str) -> DataFrame:
    """Return how many public reviews gave 5 to 1 stars: stars, reviews (in the period),
    reviews_ever.
    """
    return source.frame("provider_stars", **filters.params(), provider=provider_id)


def reviews_of(source: Source, provider_id: str) -> DataFrame:
    """Return every public review ever, newest first: day, overall_rating, quality_rating,
    punctuality_rating, professionalism_rating, value_rating, comment, provider_response.
    """
    return source.frame("provider_reviews", provider=provider_id)


def _over_time(source: Source, filters: Filters, cut: Cut, where: Where) -> DataFrame:
    metrics = (
        *("active_providers", "requested", "jobs_confirmed", "jobs_completed", "jobs_cancelled"),
        *("jobs_disputed", "job_finish_rate", "gross_amount", "provider_earnings"),
        *("reviews", "rating", "response_seconds"),
    )
    question = Question(metrics, filters.period, where=where, amounts_in=filters.currency)
    frame = ask.over_time(source, filters, cut, question)
    return frame.rename(columns={"jobs_confirmed": "confirmed", "jobs_disputed": "disputed"})
