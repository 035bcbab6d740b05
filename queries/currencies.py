"""In which currencies there was anything in a period: amounts of several are never added up."""

from pandas import DataFrame

from queries.ask import PLACES
from queries.filters import Filters
from queries.metrics.question import Question, Where
from queries.source import Source

USED = ("requested", "gross_amount")
EVENTS = ("jobs_confirmed", "jobs_completed", "jobs_cancelled", "jobs_disputed", "reviews")
"""What else there may have been in a currency."""


def used(source: Source, filters: Filters) -> DataFrame:
    """Return the currencies of the period, most bookings first: currency, requested, gross_amount.

    Those of every currency, whichever the filters name.
    """
    return _used(source, filters, filters.where(*PLACES))


def used_of(source: Source, filters: Filters, provider_id: str) -> DataFrame:
    """Return the same for one provider, whatever its place."""
    return _used(source, filters, (("provider", provider_id),))


def _used(source: Source, filters: Filters, where: Where) -> DataFrame:
    question = Question((*USED, *EVENTS), filters.period, by=("currency",), where=where)
    return source.answer(question)[["currency", *USED]]
