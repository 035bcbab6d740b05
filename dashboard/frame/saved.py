"""Views that people saved: opened, shared, begun with, and saved under a name."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

import streamlit as st

from dashboard.frame import words
from dashboard.parts import addresses, failures, link
from dashboard.parts.markdown import literal
from dashboard.parts.visitor import VISITOR
from dashboard.screens import SCREENS
from queries import views
from queries.errors import NotSaved, QueryError
from queries.identities import distinct
from queries.people import Person
from queries.views import Saved

CHOSEN, NAME, IS_SHARED = "view_chosen", "view_name", "view_is_shared"
FAILED = "view_failed"
"""Where the session keeps why something could not be saved, until it is told."""

BEGUN = "session_has_begun"


def show(screen: str) -> None:
    """Show a button that opens the saved views; they are read when it is open."""
    place = st.popover(
        words.VIEWS, icon=":material/bookmark:", type="tertiary", key="views", on_change="rerun"
    )
    person = st.session_state.get(VISITOR)
    if place.open and isinstance(person, Person):
        with place:
            listed(screen, person)


def listed(screen: str, person: Person) -> None:
    """Show the views that a person may open, and the way to save what is seen."""
    _tell_failure()
    try:
        known = views.of(person)
    except QueryError as error:
        failures.tell(error, "retry_views")
        return
    if known:
        _choose(known, person)
    else:
        st.caption(words.NO_VIEWS)
    _save(screen, person)


def _choose(known: list[Saved], person: Person) -> None:
    by_id = {view.id: view for view in known}
    labels = distinct({view.id: _label(view) for view in known})
    chosen = by_id[
        st.selectbox(words.SAVED_VIEW, [*by_id], format_func=labels.__getitem__, key=CHOSEN)
    ]
    with st.container(horizontal=True):
        if st.button(words.OPEN, key="view_open", type="primary"):
            open_view(chosen)
        _act(*_home(chosen, person))
        if chosen.is_own:
            _act(*_sharing(chosen, person))
            _act(words.DELETE, "view_delete", lambda: views.delete(person, chosen.id))


def _label(view: Saved) -> str:
    if view.is_own:
        return view.name
    return words.SHARED_BY.format(view.name, view.owner_name or words.SOMEBODY)


Act = tuple[str, str, Callable[[], None]]
"""What a button says, its key, and what it does."""


def _home(view: Saved, person: Person) -> Act:
    if view.is_home:
        return words.LEAVE_HOME, "view_home", lambda: views.leave_home(person)
    return words.MAKE_HOME, "view_home", lambda: views.set_home(person, view.id)


def _sharing(view: Saved, person: Person) -> Act:
    says = words.SHARE_NO_MORE if view.is_shared else words.SHARE
    share = not view.is_shared
    return says, "view_share", lambda: views.share(person, view.id, is_shared=share)


def _act(says: str, key: str, act: Callable[[], None]) -> None:
    def do() -> None:
        _try(act)

    st.button(says, key=key, on_click=do)


def _save(screen: str, person: Person) -> None:
    def save() -> None:
        name, is_shared = st.session_state[NAME], st.session_state[IS_SHARED]
        text = urlencode(link.now(), doseq=True)
        if _try(lambda: views.save(person, name, screen, text, is_shared=is_shared)):
            st.session_state[NAME] = ""

    st.text_input(words.VIEW_NAME, key=NAME, max_chars=views.LONGEST_NAME)
    st.checkbox(words.SHARE_IT, key=IS_SHARED)
    st.button(words.SAVE, key="view_save", icon=":material/bookmark_add:", on_click=save)


def _try(act: Callable[[], None]) -> bool:
    """Do what was asked, and return whether that went well; else keep the error to be told."""
    try:
        act()
    except QueryError as error:
        st.session_state[FAILED] = error
        return False
    return True


def _tell_failure() -> None:
    error = st.session_state.pop(FAILED, None)
    if isinstance(error, NotSaved):
        st.warning(failures.sentence(literal(str(error))))
    elif error is not None:
        failures.tell(error, "retry_saving")


def open_view(view: Saved) -> None:
    """Leave for a saved view, as it was saved and with nothing that was chosen since.

    What it names and is no more is told above its screen, as for any link.
    """
    if view.screen not in SCREENS:
        st.warning(words.NO_SUCH_SCREEN.format(literal(view.name)))
        return
    link.remember(view.screen, {})
    addresses.go(view.screen, parse_qs(view.link))


def go_home(person: Person, address: str) -> None:
    """Leave for the view that a person begins with, where a session begins at no address."""
    has_begun, st.session_state[BEGUN] = st.session_state.get(BEGUN), True
    if has_begun or address or st.query_params:
        return
    try:
        home = views.home(person)
    except QueryError:
        return  # the overview does as well, and says what there is to say of a database
    if home is not None:
        open_view(home)
