"""How does one provider do?"""

from dashboard.screens.provider import gather, show
from dashboard.screens.screen import Screen
from queries.people import Right

PROVIDER = Screen(
    "provider",
    "One provider",
    "badge",
    show.QUESTION,
    show.choose,
    gather.gather,
    show.show,
    right=Right.ROWS,
    by=(),
)
