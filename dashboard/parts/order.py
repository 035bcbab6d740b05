"""In which order a long list is shown, and which page of it: links say both."""

import math
from collections.abc import Sequence

import streamlit as st

from dashboard.parts import link
from dashboard.parts.controls import Select, seed
from dashboard.parts.measures import measure
from queries.order import USUAL

SORT = "sort"
PARAMS = (SORT, link.PAGE)
LABEL, AS_IT_COMES = "Sorted by", "Usual order"
MOST, LEAST = "{}, most first", "{}, least first"


def choose(key: str, names: Sequence[str]) -> str:
    """Let people choose by which metric a list is sorted, and return it as `ordered` takes it."""
    return offered(key, names).show()


def offered(key: str, names: Sequence[str]) -> Select[str]:
    """Return the orders by some metrics, in both directions."""
    options = {USUAL: AS_IT_COMES}
    for name in names:
        options |= {by: said(by) for by in (f"-{name}", name)}
    return Select(f"{key}_sort", SORT, LABEL, options, USUAL, width=240)


def said(by: str) -> str:
    """Return an order in words; nothing for the usual one."""
    if by == USUAL:
        return ""
    return (MOST if by.startswith("-") else LEAST).format(measure(by.removeprefix("-")).label)


def first_row(key: str, rows: int, most: int) -> int:
    """Let people leaf through a list of more than `most` rows; return with which a page begins."""
    if rows <= most:
        return 0
    pages = math.ceil(rows / most)
    opened = min(page(), pages)
    turn(key, opened, pages)
    return (opened - 1) * most


def turn(key: str, opened: int, pages: int) -> None:
    """Let people turn the pages of a list, of which one is open, where there are several."""
    link.tell()
    if pages == 1:
        return
    seed(f"{key}_page", opened)

    def choose() -> None:
        chosen = st.session_state[f"{key}_page"]
        link.change({link.PAGE: "" if chosen == 1 else str(chosen)})

    st.pagination(pages, key=f"{key}_page", on_change=choose)


def page() -> int:
    """Return the number of the page that the link names; there may be fewer of them."""
    given = link.value(link.PAGE)
    if given and not (given.isascii() and given.isdecimal() and len(given) < 7):
        link.refuse(link.PAGE, given)
        return 1
    return max(1, int(given or 1))
