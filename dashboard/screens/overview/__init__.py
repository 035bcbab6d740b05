"""How is the business?"""

from dashboard.parts import controls
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
    own=(controls.MEASURE, controls.STEP, controls.TAB),
)
