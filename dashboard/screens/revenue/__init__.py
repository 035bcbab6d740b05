"""What do we earn, and from what?"""

from dashboard.screens.revenue import gather, show
from dashboard.screens.screen import Screen
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
)
