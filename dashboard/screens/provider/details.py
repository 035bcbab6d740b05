"""What is behind one provider's numbers: reputation step by step, reviews, and where it works."""

from dashboard.parts import panels
from dashboard.parts.tabs import Tabs
from dashboard.screens.provider import place, reputation, reviews
from dashboard.screens.provider.gather import TABS, One
from queries.filters import Filters

BAR = Tabs("provider_tab", TABS)


def show(one: One, filters: Filters) -> None:
    """Show the three parts as tabs."""
    BAR.show(
        lambda: panels.show(one.reputation, "provider_reputation", reputation.show),
        lambda: panels.show(
            one.reviews, "provider_reviews", reviews.show, one.provider_id, filters
        ),
        lambda: panels.show(one.place, "provider_place", place.show),
    )
