"""Does a search become a booking? Of searches that are a week old: later ones may still."""

from pandas import DataFrame

from dashboard.parts import charts, columns, drill, liquidity, look_into, tables
from dashboard.parts.columns import Column
from dashboard.parts.drill import Parts
from dashboard.parts.measures import measure
from dashboard.parts.tables import listed
from dashboard.screens.search.gather import Bookings
from queries.filters import Filters
from queries.identities import named_apart
from queries.search import BOOKED

CARDS = ("search_booking_rate", "searches_booked", "attributable", "request_delay_p50")
NO_CATEGORY = "No category, or of few people"
"""Searches without a category, and those of a category that few people searched for on a day."""


def show(bookings: Bookings | None, filters: Filters) -> None:
    """Show how many searches were booked, and by which category and district."""
    if bookings is None:
        liquidity.none_settled()
        return
    booked = bookings.booked
    liquidity.cards(CARDS, booked.figures, booked.filters, filters)
    apart = named_apart(bookings.categories, "category")
    _by("category", apart.fillna({"category": NO_CATEGORY}), booked.filters)
    districts = bookings.districts
    parts = drill.values("search_booked_by_district", "district", districts, "district", filters)
    _by("district", districts, booked.filters, parts)


def _by(name: str, frame: DataFrame, filters: Filters, parts: Parts | None = None) -> None:
    charts.ranking(
        frame.head(10),
        name=name,
        value=measure("searches_booked"),
        key=f"search_booked_{name}_chart",
        parts=parts,
    )
    if parts is not None:
        look_into.show(parts, f"a {name}", filters)
    shown: dict[str, Column] = {
        name: columns.text(name.capitalize(), 170, pinned=True, missing=NO_CATEGORY)
    }
    shown |= {metric: columns.number(measure(metric)) for metric in BOOKED}
    tables.table(
        frame,
        key=f"search_booked_by_{name}",
        columns=shown,
        alt=f"Searches that were booked, by {name}",
        listing=listed(f"search.booked_by_{name}", filters),
        is_whole=True,
        parts=parts,
    )
