"""The nine screens and their place in the menu.

Each is a folder: `gather` says what it shows, `show` how, beside the pieces that only it uses.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.screens.bookings import BOOKINGS
from dashboard.screens.coverage import COVERAGE
from dashboard.screens.data import DATA
from dashboard.screens.live import LIVE
from dashboard.screens.overview import OVERVIEW
from dashboard.screens.provider import PROVIDER
from dashboard.screens.providers import PROVIDERS
from dashboard.screens.revenue import REVENUE
from dashboard.screens.screen import Screen
from dashboard.screens.search import SEARCH

SCREENS: Mapping[str, Screen[Any, Any]] = {
    screen.name: screen
    for screen in (OVERVIEW, BOOKINGS, REVENUE, PROVIDERS, PROVIDER, SEARCH, COVERAGE, LIVE, DATA)
}

OWN = frozenset(name for screen in SCREENS.values() for name in screen.own)
"""Parameters of the link that belong to some screens, and mean nothing on the others."""
