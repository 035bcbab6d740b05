"""What is behind one provider's numbers: reputation step by step, reviews, and where it works."""

from dashboard.parts import controls, panels
from dashboard.screens.provider import place, reputation, reviews
from dashboard.screens.provider.gather import One
from queries.filters import Filters

TABS = controls.tabs(
    "provider", {"reputation": "Reputation", "reviews": "Reviews", "place": "Where"}
)


def show(one: One, filters: Filters) -> None:
    """Show the three parts as tabs."""
    score, said, where = TABS.show()
    with score:
        panels.show(one.reputation, "provider_reputation", reputation.show)
    with said:
        panels.show(one.reviews, "provider_reviews", reviews.show, one.provider_id, filters)
    with where:
        panels.show(one.place, "provider_place", place.show)
