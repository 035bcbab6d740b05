"""A search term is the same in the database and where people ask for it, whatever is typed."""

import unicodedata

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.search import as_term

DIGITS = "0123456789०९۰۹٠٩\uff11"
SPACES = " \t\n\r\v\f\x1c\x1f\x85\xa0\u1680\u2003\u2028\u202f\u205f\u3000"
UNSEEN = (
    "\x01\x7f\xad\u200b\ufeff\u2060\u200e\u200f\u202a\u202e\u2066\u2069\ufe0f\u180e\u034f\u061c"
)
JOINERS = "\u200c\u200d"
TYPED = st.text(
    st.one_of(
        st.sampled_from(
            "abcXYZ" + SPACES + UNSEEN + JOINERS + DIGITS + "@.,-+/_()ßİǅΣéक\u093c\u0301"
        ),
        st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cn", "Co"]),
    ),
    max_size=30,
)
PLAIN = st.text(
    st.one_of(st.sampled_from("plumber ac @."), st.characters(min_codepoint=32, max_codepoint=126)),
    max_size=230,
)
LONG = st.text(st.sampled_from("कख \u093f\u094d\u200da\u0301"), min_size=195, max_size=215)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(TYPED, PLAIN, LONG), min_size=1, max_size=20))
def test_both_sides_write_terms_alike(connection: psycopg.Connection, typed: list[str]) -> None:
    rows = connection.execute(
        "SELECT words, etl.search_term(words), etl.has_contact_details(words)"
        " FROM unnest(%s::text[]) AS words",
        (typed,),
    ).fetchall()
    assert len(rows) == len(typed)
    for words, term, hides in rows:
        assert term == ("(contact details)" if hides else as_term(words)), ascii(words)
        assert len(term) <= 200
        assert as_term(term) == term, ascii(words)


SAME = {
    "home tutor": (
        "Home Tutor",
        "home\u200b tutor",
        "\ufeffhome tutor",
        "ho\u00adme tutor",
        "home\u2060 tutor\u200e",
        "\u202ahome tutor\u202c",
        "\u2066home\u2069 tutor",
        "home\u00a0tutor",
        "home\u3000tutor\u2003",
        "home tutor\ufe0f",
        "home \u200b tutor",
        "\u200fHOME\u2028TUTOR",
    ),
    "café": ("cafe\u0301", "cafe\u200b\u0301", "CAFÉ"),
    # the joiners make other letters of it
    "क्\u200dष": ("क्\u200dष", "क्\u200dष\u200b"),
    "می\u200cخواهم": ("می\u200cخواهم",),
    "": ("\u200b", "\ufeff \u00ad"),
}


@pytest.mark.parametrize("term", SAME)
def test_what_looks_the_same_is_one_term(connection: psycopg.Connection, term: str) -> None:
    typed = [*SAME[term]]
    rows = connection.execute(
        "SELECT etl.search_term(words) FROM unnest(%s::text[]) AS words", (typed,)
    ).fetchall()
    assert rows == [(term,)] * len(typed)
    assert [as_term(words) for words in typed] == [term] * len(typed)


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("x" * 300, 200),
        # the 200th letter is a space
        ("x" * 199 + " y" * 9, 199),
        # the 201st is a vowel sign, an accent, a nukta and a joiner of the 200th
        ("x" * 199 + "\u0915\u093f\u0924", 199),
        ("x" * 199 + "q\u0301\u0301", 199),
        ("\u0915\u093e" * 101, 200),
        ("x" * 198 + "\u0915\u093c\u093f", 198),
    ],
)
def test_a_long_term_is_cut_between_letters(
    connection: psycopg.Connection, typed: str, length: int
) -> None:
    row = connection.execute("SELECT etl.search_term(%s)", (typed,)).fetchone()
    assert row == (typed[:length],) == (as_term(typed),)
    assert not unicodedata.combining(typed[length])


def test_no_words_are_no_term(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT etl.search_term(NULL), etl.has_contact_details(NULL), etl.response_bucket(NULL)"
    ).fetchone()
    assert row == (None, False, None)


@pytest.mark.parametrize(
    ("filters", "category"),
    [
        ('{"categoryId": "a", "category_id": "b"}', "a"),
        ('{"category_id": "b"}', "b"),
        ('{"categoryId": 7}', "7"),
        ('{"categoryId": "' + "x" * 200 + '"}', "x" * 200),
        ('{"categoryId": "' + "x" * 250 + '"}', None),
        ('["a"]', None),
        (None, None),
    ],
)
def test_the_category_of_a_search(
    connection: psycopg.Connection, filters: str | None, category: str | None
) -> None:
    row = connection.execute("SELECT etl.searched_category(%s::jsonb)", (filters,)).fetchone()
    assert row == (category,)
