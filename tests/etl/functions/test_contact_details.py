"""Contact details are hidden in whatever people type, and nothing else is."""

import sys
import unicodedata

import psycopg
import pytest

HIDDEN = "(contact details)"

PRIVATE = {
    "Raju 98765 43210 raju@example.com": f"Raju {HIDDEN} {HIDDEN}",
    "98765\u00a043210": HIDDEN,
    "98765,43210": HIDDEN,
    "call 98765, 43210": f"call {HIDDEN}",
    "9876543210": HIDDEN,
    "98765-43210 (evening)": f"{HIDDEN} (evening)",
    "9 8 7 6 5 4 3 2 1 0": HIDDEN,
    "98.76.54.32.10": HIDDEN,
    "98765_43210": HIDDEN,
    "98765/43210": HIDDEN,
    "98765\u200b43210": HIDDEN,
    "98765\u201343210": HIDDEN,
    "98765\n43210": HIDDEN,
    "\uff19\uff18\uff17\uff16\uff15\uff14\uff13\uff12\uff11\uff10": HIDDEN,
    "कमरा २ में ९८७६५ ४३२१० पर": f"कमरा २ में {HIDDEN} पर",
    "۹۸۷۶۵۴۳۲۱۰": HIDDEN,
    "৯৮৭৬৫৪৩২১০": HIDDEN,
    "९8७6५ 4३२1०": HIDDEN,
    "\U0001d7d7\U0001d7d6\U0001d7d5\U0001d7d4\U0001d7d3\U0001d7d2\U0001d7d1\U0001d7d0\U0001d7cf\U0001d7ce": HIDDEN,
    "9\ufe0f\u20e38\ufe0f\u20e37\ufe0f\u20e36\ufe0f\u20e35\ufe0f\u20e34\ufe0f\u20e33\ufe0f\u20e32\ufe0f\u20e31\ufe0f\u20e30": HIDDEN,
    "+91-98765-43210": HIDDEN,
    "+91 (98765) 43210": HIDDEN,
    "91 98765 43210": HIDDEN,
    "0091 98765 43210": HIDDEN,
    "098765 43210": HIDDEN,
    "ph:9876543210.": f"ph:{HIDDEN}.",
    "0522-2345678": HIDDEN,
    "(0522) 234 5678": f"({HIDDEN}",
    "+1 (555) 123-4567": HIDDEN,
    "wa.me/919876543210": HIDDEN,
    "see https://wa.me/919876543210?text=hi now": f"see {HIDDEN} now",
    "t.me/raju_plumber": HIDDEN,
    "www.raju.example/call": HIDDEN,
    "raju@example.com": HIDDEN,
    "raju @ example.in please": f"{HIDDEN} please",
    "raju\uff20example.com": HIDDEN,
    "raju.k+jobs@mail.example.co.in": HIDDEN,
    "राजू@उदाहरण.भारत": HIDDEN,
    "a at gmail dot com": HIDDEN,
    "raju (at) gmail (dot) com": HIDDEN,
    "raju[at]gmail[dot]com": HIDDEN,
    "raju AT gmail.com": HIDDEN,
    "raju@gmail dot com": HIDDEN,
    "राजू एट जीमेल डॉट कॉम": HIDDEN,
    "rahul@okaxis": HIDDEN,
    "pay 9876543210@ybl": f"pay {HIDDEN}",
    "aadhaar 2345 6789 0123": f"aadhaar {HIDDEN}",
    "2345-6789-0123": HIDDEN,
    "234567890123": HIDDEN,
    "२३४५ ६७८९ ०१२३": HIDDEN,
    "pan ABCDE1234F": f"pan {HIDDEN}",
    "4111 1111 1111 1111": HIDDEN,
    "a/c 50100123456789": f"a/c {HIDDEN}",
}

PUBLIC = (
    "2026-11-27 10:00",
    "27-9-2026 10:00",
    "9-11-2026 10.30",
    "9/11/2026, 10:30:15",
    "2026-11-27T10:00:00Z",
    "226001 226002",
    "226001, 226002, 226003",
    "flat 12, 226010, 226016",
    "Rs 1500",
    "₹1,02,064",
    "₹9,87,65,43,210",
    "9,876,543,210",
    "75000-85000",
    "2000 3000 4000",
    "2019 2020 2021",
    "10:30 to 12:00",
    "6:30 7:30 8:30 9:30",
    "H.No. 12/345",
    "Sector 7, H.No. 45, 226010",
    "GST 09ABCDE1234F1Z5",
    "BK-2025-000123",
    "५ में से ४",
    "4.5/5, 10 of 10",
    "2 bhk at Gomti Nagar",
    "look at the dot on the wall",
    "look at the dot in the wall",
    "10 pieces @ 50",
    "10 pieces @ 5.50 each",
    "Salon@Home",
    "meet at home. in the evening",
    "Asha's kitchen",
    "24x7 plumber since 1998",
    "प्लंबर",
    "پلمبر",
    "",
)


def hidden(connection: psycopg.Connection, words: list[str]) -> list[tuple[str, bool]]:
    return connection.execute(
        "SELECT etl.hide_contact_details(words), etl.has_contact_details(words)"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS typed (words, place) ORDER BY place",
        (words,),
    ).fetchall()


def test_only_the_contact_details_are_replaced(connection: psycopg.Connection) -> None:
    found = dict(zip(PRIVATE, hidden(connection, [*PRIVATE]), strict=True))
    assert found == {words: (right, True) for words, right in PRIVATE.items()}


def test_what_is_no_contact_detail_stays(connection: psycopg.Connection) -> None:
    found = dict(zip(PUBLIC, hidden(connection, [*PUBLIC]), strict=True))
    assert found == {words: (words, False) for words in PUBLIC}


def test_digits_of_every_script_are_digits(connection: psycopg.Connection) -> None:
    """As Python knows them; whichever PostgreSQL's own regular expressions know."""
    zeros = [
        letter
        for letter in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(letter) == "Nd" and unicodedata.decimal(letter) == 0
    ]
    numbers = ["".join(chr(ord(zero) + digit) for digit in (9, *range(9))) for zero in zeros]
    assert len(numbers) > 60
    found = dict(zip(numbers, hidden(connection, numbers), strict=True))
    assert found == dict.fromkeys(numbers, (HIDDEN, True))


@pytest.mark.parametrize("words", [None, "\t\n"])
def test_no_words_are_hidden(connection: psycopg.Connection, words: str | None) -> None:
    row = connection.execute("SELECT etl.hide_contact_details(%s)", (words,)).fetchone()
    assert row == (words,)
