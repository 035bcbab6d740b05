"""Where do bookings drop out?"""

from dashboard.parts import controls
from dashboard.screens.bookings import details, gather, show
from dashboard.screens.screen import Screen

BOOKINGS = Screen(
    "bookings",
    "Bookings",
    "filter_alt",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    own=(*details.STEPS, controls.TAB),
)
