"""How fresh and how true are the numbers?"""

from dashboard.parts import controls
from dashboard.screens.data import gather, listings, show
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
    own=(*listings.PARAMS, controls.TAB),
    is_live=True,
)
