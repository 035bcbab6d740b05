"""What do people look for and not find?"""

from dashboard.screens.screen import Screen
from dashboard.screens.search import gather, show
from queries.people import Right

SEARCH = Screen(
    "search",
    "Search",
    "search",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
    by=("district",),
    is_of_searches=True,
)
