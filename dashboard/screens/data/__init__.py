"""How fresh and how true are the numbers?"""

from dashboard.screens.data import gather, show
from dashboard.screens.screen import Screen

DATA = Screen(
    "data",
    "Data",
    "verified",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    by=None,
    is_live=True,
)
