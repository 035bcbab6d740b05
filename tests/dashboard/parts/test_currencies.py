"""Counts of every currency beside amounts of one: each screen says so, and nobody is paid ₹0 who
was paid in reais.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts import currencies
from dashboard.parts.addresses import ID
from queries import Snapshot
from queries.currencies import used, used_of
from queries.filters import Filters
from tests.dashboard.app import screen
from tests.namesakes import FIRST, SECOND

MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))
APRIL = Filters(date(2025, 4, 1), date(2025, 4, 30))
NOTICE = (
    "Bookings count in every currency; amounts are those in INR."
    " In these days there is also BRL, USD, which no amount here includes."
)


def captions(app: AppTest) -> list[str]:
    return [caption.value for caption in app.caption]


def test_the_currencies_of_a_period(alike: Snapshot) -> None:
    """Requested: in rupees 2, in reais 1, in dollars 1."""
    assert used(alike, MARCH).values.tolist() == [
        ["INR", 2, Decimal("500.00")],
        ["BRL", 1, Decimal("300.00")],
        ["USD", 1, Decimal("20.50")],
    ]
    assert list(used_of(alike, MARCH, FIRST)["currency"]) == ["INR"]
    assert list(used_of(alike, MARCH, SECOND)["currency"]) == ["BRL", "USD"]
    assert used(alike, APRIL).empty
    assert used(alike, replace(MARCH, district=("Agra",))).empty


@pytest.mark.parametrize("name", ["overview", "bookings", "providers"])
def test_every_screen_that_mixes_them_says_the_same(alike: Snapshot, name: str) -> None:
    assert NOTICE in captions(screen(name, alike, MARCH))
    assert not any("every currency" in said for said in captions(screen(name, alike, APRIL)))


def test_one_provider_says_so_only_where_it_mixes_them(alike: Snapshot) -> None:
    assert NOTICE in captions(screen("provider", alike, MARCH, **{ID: SECOND}))
    alone = screen("provider", alike, MARCH, **{ID: FIRST})
    assert not any("every currency" in said for said in captions(alone))


def test_the_overview_names_what_was_paid_in_each(alike: Snapshot) -> None:
    said = screen("overview", alike, MARCH).markdown[0].value
    assert said.startswith("Customers requested **4 bookings** and paid **₹500** in INR")
    assert said.endswith(r" In other currencies they paid **R\$300 and \$20.50**.")


def test_who_was_paid_in_reais_was_not_paid_nothing(alike: Snapshot) -> None:
    app = screen("provider", alike, MARCH, **{ID: SECOND})
    assert app.markdown[0].value == (
        r"Finished **1 job** and was paid **R\$300 and \$20.50**, nothing in INR;"
        " 2 bookings requested."
    )
    app = screen("provider", alike, replace(MARCH, currency="BRL"), **{ID: SECOND})
    assert r"was paid **R\$300** and **\$20.50**; 2 bookings" in app.markdown[0].value


def test_providers_are_compared_with_their_disputes_and_cancellations(alike: Snapshot) -> None:
    """FIRST ended two jobs, one of them cancelled; SECOND one, and one came into dispute."""
    app = screen("providers", alike, MARCH)
    assert app.markdown[0].value == (
        r"**Asha Devi · provider\_aaaa\_1** leads with ₹500; 1 of 6 providers was paid in INR."
        " 1 was paid in other currencies only."
    )
    [table] = [frame.value for frame in app.dataframe if "Id" in frame.value]
    rows = table.set_index("Id")
    rates = ["Jobs cancelled", "Jobs cancelled, rate", "Jobs disputed", "Jobs disputed, rate"]
    assert rows.loc[FIRST, rates].to_list() == [1, 0.5, 0, 0]
    assert rows.loc[SECOND, rates].to_list() == [0, 0, 1, 1]
    nobody = rows.loc["waiting", rates]
    assert nobody.iloc[[0, 2]].to_list() == [0, 0]
    assert nobody.iloc[[1, 3]].isna().all()
    assert rows.loc[SECOND, "Also paid in"] == "BRL, USD"


def test_what_was_paid_in_words() -> None:
    march = pd.DataFrame(
        {"currency": ["INR", "AED"], "gross_amount": [Decimal(5), Decimal(0)], "requested": 1}
    )
    assert currencies.paid(Decimal(5), march, MARCH) == "**₹5**"
    assert currencies.paid(Decimal(0), march.iloc[1:], MARCH) == "**₹0**"
    assert "there is also AED," in currencies.notice(march, MARCH)
    assert currencies.notice(march.head(1), MARCH) == ""
