"""The parts that all domains share: who there is and where, and how busy each day is."""

from dataclasses import dataclass

from etl.synthetic import customers, providers
from etl.synthetic.calendar import Period
from etl.synthetic.customers import Customers
from etl.synthetic.places import Places
from etl.synthetic.providers import Providers
from etl.synthetic.scales import Scale


@dataclass(frozen=True)
class World:
    """One marketplace before anything happens in it. Small: a few numbers per person."""

    seed: int
    scale: Scale
    period: Period
    places: Places
    customers: Customers
    providers: Providers
    currencies: bool = False
    """Whether a few bookings are in other currencies than rupees."""


def make(
    seed: int, scale: Scale, period: Period, places: Places, *, currencies: bool = False
) -> World:
    """Return the world that belongs to a seed, a scale and a period."""
    return World(
        seed,
        scale,
        period,
        places,
        customers.make(seed, scale, period, places),
        providers.make(seed, scale, period, places),
        currencies,
    )
