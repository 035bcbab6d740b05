"""How providers perform: all of them compared, and one in detail.

Counts are int and in every currency; amounts (Decimal) are in the filters' currency. Rates are
Decimal, None where their denominator is 0; response_seconds is an average in seconds.

Frames over time have one row per step: first_day and last_day (what the filters leave of it) and
what the step is (`Steps.described`). Uncut, the whole period is one step.
"""

import unicodedata
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from queries import ask
from queries.ask import PLACES
from queries.coverage import placed
from queries.filters import Filters
from queries.frames import only_row
from queries.grain import Grain, fitting
from queries.identities import named_apart
from queries.metrics.answer import with_metrics
from queries.metrics.question import Question, Where
from queries.order import USUAL, ordered
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


def table(source: Source, filters: Filters, grain: Grain) -> DataFrame:
    """Return one row per provider, most gross first: provider_id, name, category, sub_categories
    (names in text, None without any), district, standing, is_active, aadhaar_verified, requested,
    jobs_completed, jobs_cancelled, jobs_disputed, job_finish_rate, job_cancellation_rate,
    job_dispute_rate, gross_amount, other_currencies (text, None where all gross is in the filters'
    currency), provider_earnings, reviews, rating, response_seconds, reputation_score (for those who
    review), jobs_completed_now and gross_amount_now (of the days that are compared),
    jobs_completed_before and gross_amount_before (0 without a comparison), jobs_over_time (a list
    of jobs completed per step of the grain, None without activity).
    """
    params = filters.params(*PLACES, "currency") | filters.compared_params()
    first_days = steps_of(filters, grain).params()["first_days"]
    frame = source.frame("providers_table", **params, first_days=first_days)
    return with_metrics(frame, RATES, CALLED).drop(columns=[*SUMS])


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


def matching(
    frame: DataFrame, text: str, standing: str | None = None, is_active: bool | None = None
) -> DataFrame:
    """Return the rows whose name or id contains `text` literally, in any case, that have the
    standing, and that are active or not as asked; without any of them, all rows.

    Letters match however they are composed (Unicode NFC), so that Hindi names are found.
    """
    wanted = _folded(text.strip())
    found = [
        wanted in _folded(f"{name}\n{provider_id}")
        for name, provider_id in zip(frame["name"], frame["provider_id"], strict=True)
    ]
    kept = Series(found, index=frame.index, dtype=bool)
    if standing is not None:
        kept &= frame["standing"] == standing
    if is_active is not None:
        kept &= frame["is_active"].astype(bool) == is_active
    return frame[kept]


def everyone(source: Source, filters: Filters) -> DataFrame:
    """Return the table in steps that fit the filters' days, with names that tell all apart."""
    return named_apart(table(source, filters, fitting(filters.days)), "name", "provider_id")


def found(  # noqa: PLR0913, PLR0917 - each narrows the list, or orders it
    source: Source,
    filters: Filters,
    text: str = "",
    standing: str | None = None,
    is_active: bool | None = None,
    sort: str = USUAL,
) -> DataFrame:
    """Return those of `everyone` that are `matching`, `ordered` as asked."""
    return ordered(matching(everyone(source, filters), text, standing, is_active), sort)


def risen(source: Source, filters: Filters, column: str) -> DataFrame:
    """Return those of `everyone` who rose most: `movers`."""
    return movers(everyone(source, filters), column)[0]


def fallen(source: Source, filters: Filters, column: str) -> DataFrame:
    """Return those of `everyone` who fell most: `movers`."""
    return movers(everyone(source, filters), column)[1]


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


def movers(table: DataFrame, column: str, most: int = 10) -> tuple[DataFrame, DataFrame]:
    """Return the rows of `table` whose gross_amount or jobs_completed rose and fell most since the
    comparison period, over the days that are compared, with the column `change`.
    """
    moved = table.assign(change=table[f"{column}_now"] - table[f"{column}_before"])
    moved = moved.sort_values(["change", "name"], ascending=[False, True], kind="stable")
    return moved[moved["change"] > 0].head(most), moved[moved["change"] < 0].iloc[::-1].head(most)


def _over_time(source: Source, filters: Filters, cut: Cut, where: Where) -> DataFrame:
    metrics = (
        *("active_providers", "requested", "jobs_confirmed", "jobs_completed", "jobs_cancelled"),
        *("jobs_disputed", "job_finish_rate", "gross_amount", "provider_earnings"),
        *("reviews", "rating", "response_seconds"),
    )
    question = Question(metrics, filters.period, where=where, amounts_in=filters.currency)
    frame = ask.over_time(source, filters, cut, question)
    return frame.rename(columns={"jobs_confirmed": "confirmed", "jobs_disputed": "disputed"})


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
