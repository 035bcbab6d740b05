"""Who performs?"""

from dashboard.parts import controls
from dashboard.screens.providers import everyone, gather, movers, show
from dashboard.screens.screen import Screen
from queries.people import Right

PROVIDERS = Screen(
    "providers",
    "Providers",
    "groups",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
    own=(*everyone.PARAMS, movers.PARAM, controls.MEASURE, controls.STEP, controls.TAB),
)
