"""What is happening now?"""

from dashboard.parts import controls
from dashboard.screens.live import gather, show
from dashboard.screens.screen import Screen
from queries.people import Right

LIVE = Screen(
    "live",
    "Live",
    "sensors",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
    by=None,
    own=(controls.TAB,),
    is_live=True,
    is_of_this_moment=True,
)
