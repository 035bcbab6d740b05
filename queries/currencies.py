"""In which currencies there was anything in a period: amounts of several are never added up."""

from pandas import DataFrame

from queries.filters import Filters
from queries.source import Source

PLACES = ("category", "district")
"""The filters beside the days."""


def used(source: Source, filters: Filters) -> DataFrame:
    """Return the currencies of the period, most bookings first: currency, requested, gross_amount.

    Those of every currency, whichever the filters name.
    """
    return source.frame("currencies_used", **filters.params(*PLACES), provider=None)


def used_of(source: Source, filters: Filters, provider_id: str) -> DataFrame:
    """Return the same for one provider, whatever its place."""
    params = filters.params() | {"category": None, "district": None}
    return source.frame("currencies_used", **params, provider=provider_id)
