"""The error boundary: whatever fails, a person reads what happened and can try again."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import streamlit as st

from dashboard.parts import failures
from queries.errors import Lost, NoRight, NotPublished, QueryError

READ_AGAIN = "page_read_again"
"""Where the session keeps that its page was begun anew, since its server went away."""

log = logging.getLogger("localpro.dashboard")


@contextmanager
def boundary() -> Iterator[None]:
    """Turn any failure of the code inside into a message with a retry button."""
    try:
        yield
    except Lost as error:
        _begin_anew(error)
    except NotPublished as error:
        _nothing_published(error)
    except NoRight as error:
        failures.refuse(error)
    except QueryError as error:
        log.warning("%s: %s", type(error).__name__, error)
        failures.tell(error)
    except Exception:
        reference = token_hex(4)
        log.exception("A screen failed (reference %s)", reference)
        st.error(
            f"The screen could not be shown. The server's log has the cause under `{reference}`.",
            title="Something went wrong",
        )
        failures.retry()
    else:
        st.session_state.pop(READ_AGAIN, None)


def _begin_anew(error: Lost) -> None:
    """Run the page once more, on the version of a server that answers; where that was tried, say
    what happened.
    """
    log.warning("%s: %s", type(error).__name__, error)
    if st.session_state.pop(READ_AGAIN, False):
        failures.tell(error)
        return
    st.session_state[READ_AGAIN] = True
    st.rerun()


def _nothing_published(error: NotPublished) -> None:
    st.info(failures.sentence(str(error)), title="There are no numbers yet")
    st.code("localpro refresh", language="bash")
    failures.retry()
