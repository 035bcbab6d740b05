"""What is behind one provider's numbers: reputation step by step, reviews, and where it works."""

from dashboard.parts import controls, panels
from dashboard.screens.provider import place, reputation, reviews
from dashboard.screens.provider.gather import REPUTATION, REVIEWS, WHERE, One
from queries.filters import Filters

BAR = controls.tabs("provider", {REPUTATION: "Reputation", REVIEWS: "Reviews", WHERE: "Where"})


def show(one: One, filters: Filters) -> None:
    """Show the three parts as tabs."""
    BAR.show(
        lambda: panels.show(one.reputation, "provider_reputation", reputation.show),
        lambda: panels.show(
            one.reviews, "provider_reviews", reviews.show, one.provider_id, filters
        ),
        lambda: panels.show(one.place, "provider_place", place.show),
    )
