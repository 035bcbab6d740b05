"""The link is the truth of what is seen: widgets write it, and it is read before they are shown.

All screens share the parameters of the filters, and each has some of its own. What was chosen on a
screen stays in the session, so that it is there again after a look at another one.
"""

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import parse_qs, urlencode

import streamlit as st

from dashboard.parts.session import is_seen
from queries.filters import CHOICES

FILTERS = "link_of_filters"
"""Where the session keeps the parameters of the filters."""

SCREEN = "link_screen"
"""Where it keeps which screen was shown last."""

PROBLEMS = "link_problems"
PAGE = "page"
"""The parameter that says which page of a long list is open."""

TRAIL = "trail"
"""The parameter that says what was chosen before something was narrowed: a value for each time."""

Link = dict[str, list[str]]
"""The parameters of a link, each with its values."""

LONGEST = 40
"""Letters of a value from outside that a message repeats."""


def now() -> Link:
    """Return the parameters of the link."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def value(name: str) -> str:
    """Return the value of a parameter, the last of several; nothing where it has none."""
    return (st.query_params.get(name) or "") if is_seen() else ""


def values(name: str) -> list[str]:
    """Return all values of a parameter."""
    return st.query_params.get_all(name) if is_seen() else []


def go(link: Mapping[str, Sequence[str]]) -> None:
    """Make this the link, at once: one step back in the browser's history leads back."""
    wanted = {name: [*values] for name, values in link.items() if values}
    if wanted != now():
        st.query_params.from_dict(wanted)


def change(changes: Mapping[str, str | Sequence[str]]) -> None:
    """Write parameters into the link; those without a value leave it.

    Whatever else is chosen, a list begins with its first page, and there is no way back to what
    was narrowed before the same was chosen by hand.
    """
    given = {
        name: [values] if isinstance(values, str) else [*values] for name, values in changes.items()
    }
    left = [step for step in trail() if narrowed(step) not in given]
    written = {name: [*filter(None, values)] for name, values in given.items()}
    go({**now(), PAGE: [], TRAIL: left, **written})


def trail() -> list[str]:
    """Return the steps by which what is seen was narrowed, the first one first."""
    return now().get(TRAIL, [])


def before(step: str) -> Link:
    """Return the parameters that a step of the trail changed, as they were before."""
    return parse_qs(step, keep_blank_values=True)


def narrowed(step: str) -> str:
    """Return what a step of the trail narrowed: the first parameter that it changed."""
    return next(iter(before(step)), "")


def narrow(changes: Mapping[str, Sequence[str]]) -> None:
    """Write parameters into the link that show less, and into its trail what they were before."""
    known = now()
    step = urlencode({name: known.get(name) or [""] for name in changes}, doseq=True)
    change({**changes, TRAIL: [*trail(), step]})


def widen(place: int) -> None:
    """Go back to before a step of the trail, and to before those that narrowed it further; there
    may be no such step any more.
    """
    steps = trail()
    if place >= len(steps):
        return
    undone = steps[place]
    left = [
        step for at, step in enumerate(steps) if at < place or narrowed(step) != narrowed(undone)
    ]
    change({**before(undone), TRAIL: left})


def arrived(screen: str, own: Collection[str], others: Collection[str]) -> Link:
    """Return what the link of a screen is to be: with what was chosen there before, and without
    what belongs to other screens alone.
    """
    link = {name: values for name, values in now().items() if name in own or name not in others}
    if st.session_state.get(SCREEN) != screen:
        link = {**_remembered(screen), **link}
    st.session_state[SCREEN] = screen
    remember(screen, {name: values for name, values in link.items() if name in own})
    return link


def remember(screen: str, own: Link) -> None:
    """Keep a screen's own parameters for the next time that it is shown."""
    st.session_state[f"link_of_{screen}"] = own


def _remembered(screen: str) -> Link:
    return st.session_state.get(f"link_of_{screen}", {})  # type: ignore[no-any-return]


def refuse(name: str, text: str, *, is_known: bool = False) -> None:
    """Take a value that means nothing here from the link, and note that to be told; what only does
    not fit any more, as the length of steps, goes without a word.
    """
    change({name: ()})
    if not is_known:
        note(no_such(name, text))


def no_such(name: str, text: str) -> str:
    """Return the message about a value that there is not, in the words of the filter."""
    called = CHOICES[name].label.lower() if name in CHOICES else name
    return f"There is no {called} {quoted(text)}, so it was ignored."


def quoted(text: str) -> str:
    """Return text that came from outside as literal code, short enough for a message."""
    shown = "".join(letter for letter in text[:LONGEST] if letter.isprintable() and letter != "`")
    return f"`{shown}{'…' if len(text) > LONGEST else ''}`"


def note(*problems: str) -> None:
    """Keep messages about the link until they are told."""
    if problems:
        st.session_state[PROBLEMS] = [*st.session_state.get(PROBLEMS, ()), *problems]


def tell() -> None:
    """Say what of the link could not be used, once."""
    problems = st.session_state.pop(PROBLEMS, ())
    if problems:
        st.warning("\n\n".join(problems), title="Part of this link was not understood")
