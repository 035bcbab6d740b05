"""Who performs?"""

from dashboard.screens.providers import gather, show
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
)
