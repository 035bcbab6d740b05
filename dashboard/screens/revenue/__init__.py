"""What do we earn, and from what?"""

from dashboard.parts import controls
from dashboard.screens.revenue import gather, show
from dashboard.screens.screen import Screen

REVENUE = Screen(
    "revenue",
    "Revenue",
    "payments",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    own=(controls.MEASURE, controls.STEP, controls.TAB),
)
