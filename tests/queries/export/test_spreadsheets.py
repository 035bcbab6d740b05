"""The CSV says exactly what the frame says, and nothing in it can run."""

import csv
import io
import sys
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.export.spreadsheets import for_spreadsheets, inert, to_csv

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)))
SIGNS, BREAKS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦"), ("\t", "\r", "\n")
UNSEEN = ("", " ", "\u00a0", "\u200b", "\ufeff", "\x00", " \t ")
STARTS = [*BREAKS, *(unseen + sign for unseen in UNSEEN for sign in SIGNS)]
RISKY_TEXT = st.builds(str.__add__, st.sampled_from(STARTS), ANY_TEXT)


def read_back(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@given(st.lists(st.tuples(ANY_TEXT | RISKY_TEXT, ANY_TEXT), min_size=1))
def test_text_reads_back_and_never_starts_a_formula(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["term", "city"], dtype=object)
    header, *cells = read_back(to_csv(frame))
    assert header == ["term", "city"]
    for written, original in zip(cells, rows, strict=True):
        for cell, text in zip(written, original, strict=True):
            assert cell[:1] not in {*SIGNS, *BREAKS}
            assert cell in {text, "'" + text}


@given(RISKY_TEXT)
def test_what_may_be_read_as_a_formula_gets_an_apostrophe(text: str) -> None:
    _, [cell] = read_back(to_csv(pd.DataFrame({"term": [text]})))
    assert cell == "'" + text


@given(st.text(alphabet=st.characters(categories=("L", "N")), min_size=1), ANY_TEXT)
def test_text_that_begins_with_a_letter_is_left_as_it_is(letters: str, rest: str) -> None:
    _, [cell] = read_back(to_csv(pd.DataFrame({"term": [letters + rest]})))
    assert cell == letters + rest


@pytest.mark.slow
def test_every_letter_that_is_unseen_or_a_sign_is_one_of_the_pattern() -> None:
    for letter in map(chr, chain(range(0xD800), range(0xE000, sys.maxunicode + 1))):
        is_unseen = letter.isspace() or unicodedata.category(letter) in {"Cc", "Cf"}
        is_sign = unicodedata.normalize("NFKC", letter).startswith(("=", "+", "-", "@"))
        assert (inert(letter) != letter) == (is_sign or letter in BREAKS), hex(ord(letter))
        if is_unseen and letter not in BREAKS:
            assert inert(f"{letter}=") == f"'{letter}=", hex(ord(letter))


def test_files_for_people_begin_with_a_byte_order_mark() -> None:
    frame = pd.DataFrame({"term": ["प्लंबर"]})
    assert for_spreadsheets(frame) == b"\xef\xbb\xbf" + to_csv(frame)


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False), min_size=1))
def test_decimals_keep_every_digit(amounts: list[Decimal]) -> None:
    _, *cells = read_back(to_csv(pd.DataFrame({"amount": pd.Series(amounts, dtype=object)})))
    assert [Decimal(cell) for [cell] in cells] == amounts


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_read_back_bit_for_bit(numbers: list[float]) -> None:
    _, *cells = read_back(to_csv(pd.DataFrame({"ratio": numbers})))
    assert [float(cell) for [cell] in cells] == numbers


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("-1234567.50"), "-1234567.50"),
        (Decimal("1E+3"), "1000"),
        (-5, "-5"),
        (np.int64(-7), "-7"),
        (np.float64(0.25), "0.25"),
        (True, "True"),
        (None, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (Decimal("-Infinity"), ""),
        (pd.NaT, ""),
        (date(2025, 1, 14), "2025-01-14"),
        (datetime(2025, 1, 14, 18, 5, tzinfo=UTC), "2025-01-14T18:05:00+00:00"),
        ([1, 2, 3], "[1, 2, 3]"),
        (np.array([1, 2]), "[1, 2]"),
        ("प्लंबर", "प्लंबर"),
        ('a "quoted", cell', 'a "quoted", cell'),
        ("=1+1", "'=1+1"),
    ],
)
def test_one_cell(value: object, cell: str) -> None:
    frame = pd.DataFrame({"before": ["x"], "value": pd.Series([value], dtype=object)})
    assert read_back(to_csv(frame)) == [["before", "value"], ["x", cell]]


def test_lines_end_as_rfc_4180_says_and_an_empty_frame_keeps_its_header() -> None:
    assert to_csv(pd.DataFrame({"day": [1, 2]})) == b"day\r\n1\r\n2\r\n"
    assert to_csv(pd.DataFrame(columns=["day", "=x"])) == b"day,'=x\r\n"


def test_integers_with_gaps_stay_integers() -> None:
    frame = pd.DataFrame({"jobs": pd.array([1, None], dtype="Int64"), "name": ["a", "b"]})
    assert to_csv(frame) == b"jobs,name\r\n1,a\r\n,b\r\n"
