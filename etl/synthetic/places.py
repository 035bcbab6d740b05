"""Where people live and work: pincodes of Uttar Pradesh, Lucknow first, a rural tail last."""

import re
from dataclasses import dataclass

import numpy as np
import psycopg
import pyarrow as pa
from numpy.random import Generator

from etl.errors import LoadError
from etl.synthetic.streams import Floats, Ints

CITIES = {
    # district: (share of demand, share of supply, opened at this share of the roll-out)
    "Lucknow": (33.0, 33.0, 0.0),
    "Kanpur Nagar": (13.0, 13.0, 0.0),
    "Varanasi": (8.5, 9.5, 0.02),
    "Agra": (7.5, 8.5, 0.03),
    "Prayagraj": (6.5, 8.0, 0.04),
    "Gautam Buddha Nagar": (8.0, 6.0, 0.06),
    "Ghaziabad": (7.5, 5.5, 0.08),
    "Meerut": (3.6, 4.5, 0.12),
    "Gorakhpur": (3.2, 1.6, 0.15),
    "Bareilly": (2.4, 3.0, 0.20),
    "Aligarh": (1.2, 2.0, 0.30),
    "Moradabad": (1.1, 1.6, 0.35),
    "Ayodhya": (1.3, 0.7, 0.40),
    "Mathura": (0.9, 1.5, 0.40),
    "Jhansi": (0.9, 1.4, 0.45),
    "Saharanpur": (0.6, 0.9, 0.55),
    "Bara Banki": (0.4, 0.6, 0.30),
    "Unnao": (0.4, 0.6, 0.30),
    "Rae Bareli": (0.3, 0.4, 0.60),
}
"""Where the business is. Demand outgrows supply in Noida, Ghaziabad, Gorakhpur and Ayodhya."""

RURAL = (1.2, 1.5, 0.65)
"""The same for all other districts together."""

CROWDING = 9.0
"""How many of a district's pincodes, those nearest to its head post office, are truly urban."""

HEAD_OFFICE = re.compile(r"\b(HO|HPO|GPO|H\.O)\b")
POSTAL = re.compile(r"\s*\b([SHB]\.? ?O\.?|HPO|GPO|MDG)(\s.*|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Places:
    """The pincodes, as columns of equal length, and how busy each of them is."""

    pincodes: pa.Array
    offices: pa.Array
    districts: pa.Array
    district: Ints
    """Number of the district of each pincode."""
    lat: Floats
    lng: Floats
    demand: Floats
    supply: Floats
    opens: Floats
    """From which share of the roll-out on there is business."""

    @property
    def district_count(self) -> int:
        """How many districts there are."""
        return int(self.district.max()) + 1

    def draw(self, rng: Generator, weights: Floats, shares: Floats) -> Ints:
        """Return a pincode for each share of the roll-out, among those that are open by then."""
        order = np.argsort(self.opens, kind="stable")
        upto = np.cumsum(weights[order])
        open_by_then = np.searchsorted(self.opens[order], shares, side="right")
        chosen: Ints = order[
            np.searchsorted(upto, rng.random(len(shares)) * upto[open_by_then - 1], side="right")
        ]
        return chosen


def read(connection: psycopg.Connection) -> Places:
    """Return the places of `geo.pincodes`; raises LoadError when there are none."""
    rows = connection.execute(
        "SELECT pincode, office, district, lat, lng FROM geo.pincodes ORDER BY pincode"
    ).fetchall()
    if not rows:
        raise LoadError("geo.pincodes is empty: run `localpro migrate` first")
    pincodes, offices, districts, lat, lng = zip(*rows, strict=True)
    names, district = np.unique(np.array(districts), return_inverse=True)
    known = [CITIES.get(name) for name in names]
    tail = sum(city is None for city in known)
    economy = np.array([city or (RURAL[0] / tail, RURAL[1] / tail, RURAL[2]) for city in known])
    urban = _urban(district, offices, np.array(lat), np.array(lng))
    localities = [_locality(*pair) for pair in zip(offices, districts, strict=True)]
    return Places(
        pincodes=pa.array(pincodes, pa.string()),
        offices=pa.array(localities, pa.string()),
        districts=pa.array(districts, pa.string()),
        district=district,
        lat=np.array(lat),
        lng=np.array(lng),
        demand=urban * economy[district, 0],
        supply=urban * economy[district, 1],
        opens=economy[district, 2],
    )


def _urban(district: Ints, offices: tuple[str, ...], lat: Floats, lng: Floats) -> Floats:
    """Return the share of each pincode in its district: those around the head office are busy."""
    is_head = np.array([HEAD_OFFICE.search(office) is not None for office in offices])
    share = np.zeros(len(district))
    for number in range(int(district.max()) + 1):
        inside = np.flatnonzero(district == number)
        head = inside[int(is_head[inside].argmax())]
        distance = np.hypot(lat[inside] - lat[head], (lng[inside] - lng[head]) * 0.89)
        rank = np.argsort(np.argsort(distance, kind="stable"))
        weights = (1 + rank / CROWDING) ** -2.4
        share[inside] = weights / weights.sum()
    return share


def _locality(office: str, district: str) -> str:
    """Return the name of the place: `Gomti Nagar` for the post office `Gomti Nagar SO`."""
    return POSTAL.sub("", office).strip(' .,"\\').title() or district
