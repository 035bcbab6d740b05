"""Where do bookings drop out?"""

from dashboard.screens.bookings import gather, show
from dashboard.screens.screen import Screen
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
)
