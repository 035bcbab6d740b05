"""Providers: trade, place, latent quality and habits, from which everything they do follows."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import people
from etl.synthetic.calendar import DAY, HOUR, NEVER, SEARCH_HOURS, Period, Timeline
from etl.synthetic.catalog import CATEGORY_OF, SUB_CATEGORIES
from etl.synthetic.columns import jitter, pick, text
from etl.synthetic.places import Places
from etl.synthetic.roster import Roster
from etl.synthetic.scales import Scale
from etl.synthetic.seasons import growth
from etl.synthetic.streams import Domain, Floats, Ints, Mask, stream, weighted

USER = "p"
PROFILE = "prv_"
FIRST_SERIAL = 1_000_000
STARTERS = 0.3
"""Share of the providers that sign up on the first day."""

NAMESAKES = 0.05
"""Share of the providers that are called as another of their category and district is."""

STATUSES = ("APPROVED", "PENDING", "REJECTED", "EXPIRED")
APPROVED, PENDING, REJECTED, EXPIRED = range(4)

BRANDS = (
    *("{} Services", "{} Works", "New {} Point", "{} Solutions", "{} Experts", "{} Centre"),
    *("Shri Ram {}", "Awadh {}", "Royal {}", "Bharat {}", "Apna {}", "Ganga {}", "Star {}"),
)


@dataclass(frozen=True)
class Providers:
    """All providers, as a few small columns in the order in which they joined."""

    registered: Ints
    approved: Ints
    """When they could first be booked (NEVER for those who were not approved)."""
    status: Ints
    active: Mask
    sub: Ints
    pincode: Ints
    lat: Floats
    lng: Floats
    quality: Floats
    """The rating that good customers would give on average, 1 to 5."""
    drift: Floats
    """How much that changes over a year: most stay, some decline."""
    response_minutes: Floats
    reliability: Floats
    """0 to 1: how likely they accept and turn up."""
    price: Floats
    """As a multiple of the usual price of the trade."""
    names: pa.Array
    business: pa.Array
    by_sub: Roster
    by_sub_place: Roster
    by_category_place: Roster
    everyone: Roster

    def __len__(self) -> int:
        return len(self.registered)

    @property
    def category(self) -> Ints:
        """Index of each provider's category."""
        return CATEGORY_OF[self.sub]


def make(seed: int, scale: Scale, period: Period, places: Places) -> Providers:
    """Return the providers of a marketplace."""
    rng = stream(seed, Domain.PROVIDERS)
    size = scale.providers
    registered = _joined(rng, scale, period)
    pincode = places.draw(rng, places.supply, period.share(registered) * scale.reach)
    sub = weighted(rng, np.array([s.share for s in SUB_CATEGORIES]) ** 0.85, size)
    status, approved = _decisions(rng, period, registered)
    active = (status == APPROVED) & (rng.random(size) >= 0.06)
    quality = np.clip(5 - rng.gamma(1.7, 0.36, size), 2.2, 4.95)
    popularity = rng.lognormal(0, 1.0, size) * (quality / 4) ** 3 * np.where(active, 1, 0.05)
    full_names, district = people.names(rng, size), places.district[pincode]
    near = places.district_count * np.stack([sub, CATEGORY_OF[sub]]) + district
    namesake = pa.array(_namesakes(seed, near[1]))
    return Providers(
        registered=registered,
        approved=approved,
        status=status,
        active=active,
        sub=sub,
        pincode=pincode,
        lat=jitter(rng, places.lat[pincode], 0.012),
        lng=jitter(rng, places.lng[pincode], 0.012),
        **_habits(rng, quality),
        names=full_names.take(namesake),
        business=_business_names(rng, full_names, sub).take(namesake),
        by_sub=Roster(sub, approved, popularity),
        by_sub_place=Roster(near[0], approved, popularity),
        by_category_place=Roster(near[1], approved, popularity),
        everyone=Roster(np.zeros(size, dtype=np.int64), registered, np.ones(size)),
    )


def _habits(rng: Generator, quality: Floats) -> dict[str, Floats]:
    size = len(quality)
    return {
        "quality": quality,
        "drift": _drift(rng, size),
        "response_minutes": rng.lognormal(np.log(9), 1.0, size),
        "reliability": rng.beta(6, 1.6, size),
        "price": rng.lognormal(0, 0.22, size) * (quality / 4.3) ** 0.7,
    }


def _joined(rng: Generator, scale: Scale, period: Period) -> Ints:
    weights = growth(period, scale.growth)
    weights[0] += weights.sum() * STARTERS / (1 - STARTERS)
    timeline = Timeline.over(period, scale.providers, weights, SEARCH_HOURS)
    return timeline.moments(0, scale.providers, rng)


def _decisions(rng: Generator, period: Period, registered: Ints) -> tuple[Ints, Ints]:
    """Return the status of each application and when it was approved (or NEVER)."""
    size = len(registered)
    wanted = rng.choice(4, size, p=(0.895, 0.045, 0.04, 0.02))
    starter = registered < period.start + DAY
    delay = np.where(starter, 1 * HOUR, rng.lognormal(np.log(22), 0.7, size) * HOUR)
    decided = registered + delay.astype(np.int64)
    status = np.where(decided < period.end, wanted, PENDING)
    return status, np.where(status == APPROVED, decided, NEVER)


def _drift(rng: Generator, size: int) -> Floats:
    kind = rng.random(size)
    worse, better = -rng.uniform(0.7, 2.2, size), rng.uniform(0.4, 1.2, size)
    return np.where(kind < 0.14, worse, np.where(kind < 0.26, better, 0.0))


def _namesakes(seed: int, near: Ints) -> Ints:
    """Return after whom each provider is called: mostly themselves, else one of their group."""
    order = np.argsort(near, kind="stable")
    chosen = stream(seed, Domain.NAMESAKES).random(len(near) - 1) < NAMESAKES
    chosen &= near[order][1:] == near[order][:-1]
    called = np.arange(len(near))
    called[order[1:][chosen]] = order[:-1][chosen]
    return called


def _business_names(rng: Generator, full_names: pa.Array, sub: Ints) -> pa.Array:
    trades = [s.name for s in SUB_CATEGORIES]
    named = text(
        pick([name.split()[-1] for name in full_names.to_pylist()], np.arange(len(sub))),
        " ",
        pick(trades, sub),
    )
    brand = rng.integers(0, len(BRANDS), len(sub))
    branded = [
        BRANDS[which].format(trades[trade]) if chance < 0.6 else own
        for which, trade, chance, own in zip(
            brand, sub, rng.random(len(sub)), named.to_pylist(), strict=True
        )
    ]
    return pa.array(branded, pa.string())
