"""What the marketplace earns, from what: amounts in one currency, on the day the money moved.

Every frame here has the measures of `MEASURES` (amounts Decimal, counts int) and the rates of
`RATES` (Decimal, None where their denominator is 0).
"""

from pandas import DataFrame

from queries.filters import Filters
from queries.grain import Grain
from queries.snapshot import Snapshot

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

PLACES = ("category", "district")
"""The filters beside the days."""


def over_time(snapshot: Snapshot, filters: Filters, grain: Grain) -> DataFrame:
    """Return the money moved in each step: period (its first day), first_day, last_day, measures.

    The first and the last step may be cut by the filters; first_day and last_day say to what.
    """
    params = filters.params(*PLACES, "currency")
    return snapshot.frame("revenue_over_time", **params, grain=grain.value)


def by_method(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return the money moved by method of payment, most gross first: method, measures."""
    return snapshot.frame("revenue_by_method", **filters.params(*PLACES, "currency"))


def by_category(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return the money moved by category, most gross first: category_id, category, measures."""
    return snapshot.frame("revenue_by_category", **filters.params(*PLACES, "currency"))


def by_district(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return the money moved by district, most gross first: district, measures."""
    return snapshot.frame("revenue_by_district", **filters.params(*PLACES, "currency"))


def by_currency(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return the money moved in each currency, most payments first: currency, measures."""
    return snapshot.frame("revenue_by_currency", **filters.params(*PLACES))
