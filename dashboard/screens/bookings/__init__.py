"""Where do bookings drop out?"""

from dashboard.parts import controls
from dashboard.screens.bookings import details, gather, show
from dashboard.screens.screen import Screen
from queries.filters import CHOICES
from queries.people import Right

BOOKINGS = Screen(
    "bookings",
    "Bookings",
    "filter_alt",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.LOOK,
    by=tuple(CHOICES),
    own=(*details.STEPS, controls.TAB),
)
