"""How is the business?"""

from dashboard.screens.overview import gather, show
from dashboard.screens.screen import Screen
from queries.people import Right

OVERVIEW = Screen(
    "overview",
    "Overview",
    "space_dashboard",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
)
