"""Where do we have providers, and where not?"""

from dashboard.screens.coverage import gather, show
from dashboard.screens.screen import Screen

COVERAGE = Screen(
    "coverage",
    "Coverage",
    "map",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    is_of_searches=True,
)
