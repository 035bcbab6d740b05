"""Where do we have providers, and where not?"""

from dashboard.parts.controls import TAB
from dashboard.screens.coverage import controls, gather, show
from dashboard.screens.screen import Screen
from queries.ask import KINDS
from queries.people import Right

COVERAGE = Screen(
    "coverage",
    "Coverage",
    "map",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
    by=KINDS,
    own=(*controls.PARAMS, TAB),
    is_of_searches=True,
)
