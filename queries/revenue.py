"""What the marketplace earns, from what: amounts in one currency, on the day the money moved.

Every frame here has the measures of `MEASURES` (amounts Decimal, counts int) and the rates of
`RATES` (Decimal, None where their denominator is 0).
"""

from typing import Any

from pandas import DataFrame

from queries import ask
from queries.ask import KINDS
from queries.filters import Filters
from queries.frames import only_row, to_frame
from queries.metrics.question import Question
from queries.ratio import ratio
from queries.source import Source
from queries.steps import Cut

AMOUNTS = (
    "gross_amount",
    "platform_fee",
    "tax_amount",
    "provider_earnings",
    "refund_amount",
    "net_amount",
)
COUNTS = ("payments", "refunds", "failed_payments")
MEASURES = (*AMOUNTS, *COUNTS)
RATES = ("take_rate", "refund_rate", "average_payment", "failure_rate")
MOVED = (*MEASURES, *RATES)
SPLIT = ("provider_earnings", "platform_fee", "tax_amount", "refund_amount")
"""Where the gross goes."""


def over_time(source: Source, filters: Filters, cut: Cut) -> DataFrame:
    """Return the money moved in each step: first_day, last_day, measures, and what the step is
    (`Steps.described`). Uncut, the whole period is one step.
    """
    where = filters.where(*KINDS, "currency")
    return ask.over_time(source, filters, cut, Question(MOVED, filters.period, where=where))


def totals(source: Source, filters: Filters) -> dict[str, Any]:
    """Return what `over_time` has, for the whole period."""
    return only_row(over_time(source, filters, None))


def split(source: Source, filters: Filters) -> DataFrame:
    """Return where the gross goes: part (a metric), amount, share (of gross, None without any)."""
    now = totals(source, filters)
    rows = [(name, now[name], ratio(now[name], now["gross_amount"])) for name in SPLIT]
    return to_frame(["part", "amount", "share"], rows)


def by_method(source: Source, filters: Filters) -> DataFrame:
    """Return the money moved by method of payment, most gross first: method, measures, and
    gross_growth over the days that are compared.
    """
    return _by(("method",), source, filters)


def by_category(source: Source, filters: Filters) -> DataFrame:
    """Return the money moved by category, most gross first: key (its id), category, and as
    `by_method`.
    """
    frame = _by(("category",), source, filters)
    return frame.rename(columns={"category_id": "key"})


def by_sub_category(source: Source, filters: Filters) -> DataFrame:
    """Return the money moved by sub-category, and the rest of each category, most gross first:
    key (sub_category_id), sub_category (both None for the rest), category_id, category, and as
    `by_method`.
    """
    frame = _by(("category", "sub_category"), source, filters)
    return frame.rename(columns={"sub_category_id": "key"})


def by_district(source: Source, filters: Filters) -> DataFrame:
    """Return the money moved by district, most gross first: district, and as `by_method`."""
    return _by(("district",), source, filters)


def by_currency(source: Source, filters: Filters) -> DataFrame:
    """Return the money moved in each currency, whichever the filters name: currency, measures."""
    where = filters.where(*KINDS)
    return source.answer(Question(MOVED, filters.period, by=("currency",), where=where))


def in_other_currencies(source: Source, filters: Filters) -> DataFrame:
    """Return the money moved in each currency but that of the filters: currency, measures."""
    every = by_currency(source, filters)
    return every[every["currency"] != filters.currency].reset_index(drop=True)


def _by(dimensions: tuple[str, ...], source: Source, filters: Filters) -> DataFrame:
    where = filters.where(*KINDS, "currency")
    question = Question(MOVED, filters.period, by=dimensions, where=where)
    return ask.grown(source, filters, question, "gross_growth")
