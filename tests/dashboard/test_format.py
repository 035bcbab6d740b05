"""Numbers read as they do in India, and what is missing never reads as zero."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import format
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
def test_short_money_is_within_half_of_its_last_digit(amount: Decimal) -> None:
    number, _, unit = format.money_short(amount).replace("₹", "").replace(",", "").partition(" ")
    size = {"": Decimal(1), "L": format.LAKH, "Cr": format.CRORE}[unit]
    step = Decimal(1) if unit == "" else Decimal("0.1")
    assert abs(Decimal(number) * size - amount) <= step * size / 2


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, Decimal("NaN")])
def test_what_is_missing_is_no_data(unit: Unit, missing: object) -> None:
    written = format.notation(unit)
    assert written.full(missing) == written.short(missing) == format.NO_DATA
    assert written.change(missing, 1) == written.change(1, missing) == format.NO_DATA


def test_nothing_over_nothing_is_no_data_and_nothing_over_something_is_zero() -> None:
    assert format.percent(ratio(0, 0)) == "no data"
    assert format.percent(ratio(0, 7)) == "0.0%"


def test_other_currencies_stand_in_front() -> None:
    assert format.money(Decimal("1234567.5"), "USD") == "$12,34,567.50"
    assert format.money(Decimal(20), "AED") == "AED\N{NO-BREAK SPACE}20"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_sign_of_a_change_is_its_direction(now: int, before: int) -> None:
    text = format.change(now, before)
    # A change below 0.05 % rounds to none, and then has no sign.
    small = abs(now - before) * 2000 <= before
    assert text[0] == ("+" if now > before else "-") or (small and text == "0.0%")
