"""What do we earn, and from what?"""

from dashboard.parts import controls
from dashboard.screens.revenue import gather, show
from dashboard.screens.screen import Screen
from queries.filters import CHOICES
from queries.people import Right

REVENUE = Screen(
    "revenue",
    "Revenue",
    "payments",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
    by=tuple(CHOICES),
    own=(controls.MEASURE, controls.STEP, controls.TAB),
)
