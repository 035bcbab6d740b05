"""How fresh and how true are the numbers?"""

from dashboard.screens.data import gather, show
from dashboard.screens.screen import Screen
from queries.people import Right

DATA = Screen(
    "data",
    "Data",
    "verified",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
    by=None,
    is_live=True,
)
