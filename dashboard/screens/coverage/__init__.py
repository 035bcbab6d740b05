"""Where do we have providers, and where not?"""

from dashboard.screens.coverage import gather, show
from dashboard.screens.screen import Screen
from queries.people import Right

COVERAGE = Screen(
    "coverage",
    "Coverage",
    "map",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
    is_of_searches=True,
)
