"""What do people look for and not find?"""

from dashboard.parts import controls
from dashboard.screens.screen import Screen
from dashboard.screens.search import gather, show

SEARCH = Screen(
    "search",
    "Search",
    "search",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    by=("district",),
    own=(*show.PARAMS, controls.MEASURE, controls.STEP, controls.TAB),
    is_of_searches=True,
)
