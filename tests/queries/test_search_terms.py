"""Terms are counted however they are spelled, and sorted by what became of them."""

from collections.abc import Callable
from datetime import date

import psycopg
import pytest

from etl.refresh.publish import publish
from queries import read, search
from queries.export.spreadsheets import to_csv
from queries.filters import Filters
from queries.search import Terms
from tests.factories import insert, ist, make_category, make_provider, make_search
from tests.postgres import Database

FEBRUARY = Filters(date(2025, 2, 1), date(2025, 2, 28))

OUTCOMES = {
    # term: searches that found nothing, that were clicked, that were passed over
    "cook": (3, 0, 0),
    "maid": (4, 4, 1),
    "dj": (4, 4, 0),
    "driver": (3, 2, 1),
    "tutor": (2, 1, 9),
    "ca": (0, 0, 5),
}


def show_all(connection: psycopg.Connection) -> None:
    """Let terms be shown however few people typed them."""
    insert(connection, "system_config", key="privacy", value={"fewCustomers": 0})


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (Terms.MOST_SEARCHED, ["tutor", "maid", "dj", "driver", "ca", "cook"]),
        # maid found nothing 4 of 9 times, tutor 2 of 12: less than every second time
        (Terms.IN_VAIN, ["dj", "cook", "driver"]),
        # of those passed over once, driver is the rarer
        (Terms.PASSED_OVER, ["tutor", "ca", "driver", "maid"]),
    ],
)
def test_terms_by_what_became_of_them(
    database: Database, use_database: Callable[[Database], None], which: Terms, found: list[str]
) -> None:
    with database.connect() as connection:
        provider = make_provider(connection, make_category(connection))
        noon = ist("2025-02-10 12:00")
        for term, (in_vain, clicked, passed_over) in OUTCOMES.items():
            for _ in range(in_vain):
                make_search(connection, query=term, results_count=0, created_at=noon)
            for _ in range(clicked):
                make_search(connection, query=term, clicked_provider_id=provider, created_at=noon)
            for _ in range(passed_over):
                make_search(connection, query=term, created_at=noon)
        show_all(connection)
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        frame = search.terms(snapshot, FEBRUARY, which)
    assert list(frame["term"]) == found
    assert dict(zip(frame["term"], frame["passed_over"], strict=True)) == {
        term: OUTCOMES[term][2] for term in found
    }


SPELLINGS = {
    "plumber near me": ("plumber near me", "  Plumber   NEAR me ", "PLUMBER\tnear\nme"),
    # क़ is one letter, or क and a nukta; NFC writes it as two
    "\u0915\u093c\u0932\u092e": ("\u0958\u0932\u092e", "\u0915\u093c\u0932\u092e "),
    # آ is one letter, or ا and a madda; NFC writes it as one
    "\u0622\u0645": ("\u0622\u0645", " \u0627\u0653\u0645"),
    "café": ("CAFE\u0301", "café"),
    "=cmd|' /c calc'!a0": ("=cmd|' /C calc'!A0",),
    "226010": ("226010",),
    "flat 12, 226010, 226016": ("flat 12, 226010, 226016",),
    "(contact details)": (
        "call 9876543210",
        "98765 43210 plumber",
        "+91-98765-43210",
        "(98765)  432 10",
        "९८७६५ ४३२१०",
        "98765\u200b43210",
        "mail me: asha.k@example.in",
        "asha @ example.in",
    ),
    "": ("   ",),
    "x" * 200: ("x" * 1_000_000,),
}
"""Terms, and how people type them."""


def test_spellings_of_a_term_count_together(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    with database.connect() as connection:
        for spellings in SPELLINGS.values():
            for spelling in spellings:
                make_search(connection, query=spelling, created_at=ist("2025-02-10 12:00"))
        show_all(connection)
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        frame = search.terms(snapshot, FEBRUARY, Terms.MOST_SEARCHED)
    counted = dict(zip(frame["term"], frame["term_searches"], strict=True))
    assert counted == {term: len(spellings) for term, spellings in SPELLINGS.items()}
    assert b"'=cmd|' /c calc'!a0,1," in to_csv(frame)
