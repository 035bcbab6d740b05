"""The quick ways to a search term give what the plain definition gives, for whatever is typed."""

from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PLAIN_DEFINITIONS = Path(__file__).parents[2] / "oracle" / "terms.sql"

DIGITS = "0123456789०९۰۹٠٩\uff11"
SPACES = " \t\n\r\v\f\x1c\x1f\x85\xa0\u2003\u2028\u3000"
TYPED = st.text(
    st.one_of(
        st.sampled_from("abcXYZ" + SPACES + DIGITS + "@.,-+/_()ßİǅéक\u093c\u0301"),
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
    ),
    max_size=30,
)
PLAIN = st.text(
    st.one_of(st.sampled_from("plumber ac @."), st.characters(min_codepoint=32, max_codepoint=126)),
    max_size=230,
)
NUMBERS = st.text(st.sampled_from(DIGITS + " -.@\u2010a,"), min_size=8, max_size=16)


@pytest.fixture
def plain(connection: psycopg.Connection) -> psycopg.Connection:
    """With the plain definitions in the schema `plain`."""
    connection.execute(PLAIN_DEFINITIONS.read_bytes())
    return connection


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(TYPED, PLAIN, NUMBERS), min_size=1, max_size=20))
def test_the_term_is_the_plain_one(plain: psycopg.Connection, typed: list[str]) -> None:
    rows = plain.execute(
        "SELECT words, etl.search_term(words), plain.search_term(words),"
        " etl.has_contact_details(words), plain.has_contact_details(words)"
        " FROM unnest(%s::text[]) AS words",
        (typed,),
    ).fetchall()
    assert len(rows) == len(typed)
    for words, term, plain_term, hides, plainly_hides in rows:
        assert term == plain_term, repr(words)
        assert hides == plainly_hides, repr(words)


def test_no_words_are_no_term(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT etl.search_term(NULL), etl.has_contact_details(NULL), etl.response_bucket(NULL)"
    ).fetchone()
    assert row == (None, False, None)
