"""Numbers read as they do in India, and what is missing never reads as zero."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.parts import format
from queries.catalog import Unit
from queries.ratio import ratio

AMOUNTS = st.decimals(-(10**12), 10**12, places=2)


@given(AMOUNTS)
def test_money_keeps_every_paisa(amount: Decimal) -> None:
    text = format.money(amount)
    assert Decimal(text.replace("₹", "").replace(",", "")) == amount


@given(AMOUNTS)
def test_groups_are_two_digits_after_the_first_three(amount: Decimal) -> None:
    whole = format.money(amount).lstrip("-₹").split(".")[0]
    *lakhs, last = whole.split(",")
    assert len(last) == 3 or not lakhs
    assert all(len(group) == 2 for group in lakhs[1:])


@given(AMOUNTS)
def test_short_money_is_within_half_of_its_third_digit(amount: Decimal) -> None:
    number, _, unit = format.money_short(amount).replace("₹", "").replace(",", "").partition(" ")
    size = {"": 1, "L": 100_000, "Cr": 10_000_000}[unit]
    assert abs(Decimal(number)) * size < {"": 10**5, "L": 10**7, "Cr": 10**13}[unit]
    half = Decimal("0.5") if unit == "" else Decimal("0.5").scaleb(amount.adjusted() - 2)
    assert abs(Decimal(number) * size - amount) <= half


@given(AMOUNTS)
def test_a_negative_number_reads_like_the_positive_one(amount: Decimal) -> None:
    for write in (format.money, format.money_short, format.count, format.count_short):
        assert write(-abs(amount)).lstrip("-") == write(abs(amount))


@pytest.mark.parametrize(
    ("amount", "short"),
    [
        ("102064", "₹1.02 L"),
        ("11691800", "₹1.17 Cr"),
        ("9999999", "₹1 Cr"),
        ("9994999", "₹99.9 L"),
        ("99999.6", "₹1 L"),
        ("99999.4", "₹99,999"),
        ("-9999999", "-₹1 Cr"),
        ("12345678901", "₹1,235 Cr"),
        ("1E+30", "₹1,00,00,00,00,00,00,00,00,00,00,000 Cr"),
        ("0.004", "₹0.004"),
        ("-0", "₹0"),
        ("NaN", "no data"),
        ("Infinity", "no data"),
    ],
)
def test_short_money_carries_into_the_next_unit(amount: str, short: str) -> None:
    assert format.money_short(Decimal(amount)) == short


@pytest.mark.parametrize(
    ("amount", "currency", "full", "short"),
    [
        ("103604.16", "USD", "$103,604.16", "$103,604"),
        ("999999.6", "USD", "$999,999.60", "$1 M"),
        ("-2500000000", "EUR", "-€2,500,000,000", "-€2.5 B"),
        ("1500.4", "JPY", "JP¥1,500", "JP¥1,500"),
        ("1.5", "KWD", "KWD\N{NO-BREAK SPACE}1.500", "KWD\N{NO-BREAK SPACE}1.500"),
        ("1234567", "XYZ", "XYZ\N{NO-BREAK SPACE}1,234,567", "XYZ\N{NO-BREAK SPACE}1.23 M"),
        ("5", "", "5", "5"),
    ],
)
def test_each_currency_is_written_in_its_own_way(
    amount: str, currency: str, full: str, short: str
) -> None:
    assert format.money(Decimal(amount), currency) == full
    assert format.money_short(Decimal(amount), currency) == short


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("0.0004", "0.04%"),
        ("0.0000012", "0.0001%"),
        ("-0.0004", "-0.04%"),
        ("0.9996", "99.96%"),
        ("0.9994", "99.9%"),
        ("1", "100.0%"),
        ("1.0004", "100.0%"),
        ("-0", "0.0%"),
        ("Infinity", "no data"),
    ],
)
def test_a_share_says_none_or_all_only_where_that_is_so(share: str, said: str) -> None:
    assert format.percent(Decimal(share)) == said


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_some_never_reads_as_none_nor_as_all(part: int, others: int) -> None:
    said = Decimal(format.percent(ratio(part, part + others)).replace(",", "").rstrip("%"))
    assert 0 < said < 100


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (1_501, "1.5 s"),
        (2_499, "2.5 s"),
        (182.4, "182 ms"),
        (0.2, "0.2 ms"),
        (999.6, "1 s"),
        (12_345, "12.3 s"),
        (59_970, "1 min"),
        (3_599_900, "1 h"),
        (86_399_000, "1 day"),
        (-1_501, "-1.5 s"),
        (float("inf"), "no data"),
    ],
)
def test_durations_carry_into_the_next_unit(milliseconds: float, said: str) -> None:
    assert format.milliseconds(milliseconds) == said


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("number", [1e30, -1e30, 1e300, Decimal("1E+30"), 0.004, Decimal("-0")])
def test_no_number_is_too_large_or_too_small(unit: Unit, number: object) -> None:
    written = format.notation(unit)
    for said in (written.full(number), written.short(number), written.change(number, 1)):
        assert said != format.NO_DATA
        assert said.strip("-0. ") or not said.startswith("-")


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize(
    "missing", [None, float("nan"), pd.NA, Decimal("NaN"), float("inf"), Decimal("-Infinity")]
)
def test_what_is_missing_is_no_data(unit: Unit, missing: object) -> None:
    written = format.notation(unit)
    assert written.full(missing) == written.short(missing) == format.NO_DATA
    assert written.change(missing, 1) == written.change(1, missing) == format.NO_DATA


def test_nothing_over_nothing_is_no_data_and_nothing_over_something_is_zero() -> None:
    assert format.percent(ratio(0, 0)) == "no data"
    assert format.percent(ratio(0, 7)) == "0.0%"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_sign_of_a_change_is_its_direction(now: int, before: int) -> None:
    text = format.change(now, before)
    # A change below 0.05 % rounds to none, and then has no sign.
    small = abs(now - before) * 2000 <= before
    assert text[0] == ("+" if now > before else "-") or (small and text == "0.0%")
