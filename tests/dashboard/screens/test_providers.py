"""The providers screen says who leads, who moved, and how reputation spreads."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import cycle

import pandas as pd
import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts.measures import measure
from dashboard.parts.names import MARK
from dashboard.screens.providers import everyone
from dashboard.screens.providers.reputation import ties
from dashboard.screens.providers.show import DRAWN, QUESTION, answer
from queries import Snapshot, providers
from queries.filters import Compare, Filters
from queries.grain import offered
from tests.dashboard.app import open_tab, screen
from tests.dashboard.conftest import Published
from tests.dashboard.fake import Fake
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_user,
)

MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))


@pytest.fixture
def one(connection: psycopg.Connection, published: Published) -> Snapshot:
    """One provider with a job requested on 1 March, paid with 500 on the 2nd, reviewed with 4 stars
    on the 3rd, finished on the 4th; answered after an hour.
    """
    user = make_user(connection, role="PROVIDER", name="*Asha* <b>Devi</b>")
    provider = make_provider(connection, make_category(connection), user_id=user)
    customer = make_customer(connection)
    booking = make_booking(
        connection,
        customer,
        provider,
        status="COMPLETED",
        completed_at=ist("2025-03-04 09:00"),
        provider_response_time=3600,
    )
    make_payment(connection, booking, provider_earnings="425.50")
    make_review(connection, booking, customer, provider, overall_rating=4)
    return published()


def listed(app: AppTest) -> pd.DataFrame:
    """Return the table of all providers."""
    [table] = [frame.value for frame in app.dataframe if "Id" in frame.value]
    return table


def test_one_provider(one: Snapshot) -> None:
    app = screen("providers", one, MARCH)
    assert app.title[0].value == QUESTION
    assert app.markdown[0].value == (
        r"**\*Asha\* \<b\>Devi\<\/b\>** leads with ₹500; 1 of 1 provider was paid."
    )
    assert {figure.label: figure.value for figure in app.metric} == {
        "Providers with activity": "1",
        "Jobs finished": "1",
        "Finish rate": "100.0%",
        "Gross": "₹500",
        "Rating": "4.00",
    }
    row = listed(app).iloc[0]
    assert row["Provider"] == f"*Asha* <b>Devi</b>{MARK}"
    assert list(row["Jobs over time"]) == [0, 0, 0, 1, *[0] * 27]
    assert (row["Provider earnings"], row["Time to respond"]) == (425.5, 3600)


def test_the_best_tenth() -> None:
    """Of eleven who were paid (11, 10, …, 1: 66 in all) the best two make 21, which is 31.8 %."""
    known = {"name": "Asha", "most": Decimal(11), "gross_amount": Decimal(66)}
    known |= {"providers": 12, "paid_providers": 11, "only_elsewhere": 0, "best_tenth": Decimal(21)}
    assert answer(known, MARCH) == (
        "**Asha** leads with ₹11. The best tenth brings in **31.8%** of the gross;"
        " 11 of 12 providers were paid."
    )


def test_no_providers(many: Snapshot) -> None:
    app = screen("providers", many, replace(MARCH, category=("none",)))
    assert app.markdown[0].value == "Nobody was paid in INR."
    assert "No providers in this category" in app.info[0].value
    assert not app.metric


def test_a_period_without_activity_still_lists_them(many: Snapshot) -> None:
    app = screen("providers", many, Filters(date(2026, 1, 1), date(2026, 1, 31)))
    assert len(listed(app)) == 15
    figures = {figure.label: figure.value for figure in app.metric}
    assert figures["Jobs finished"] == "0"
    assert figures["Finish rate"] == figures["Rating"] == "no data"


@pytest.mark.slow
def test_every_measure_and_every_step_is_drawn(fake: Fake) -> None:
    app = screen("providers", fake, MARCH)
    for drawn, step in zip(DRAWN, cycle(offered(MARCH.days)), strict=False):
        app.button_group(key="providers_drawn").set_value(drawn)
        app.button_group(key="providers_step").set_value(step).run()
        assert not app.exception
        assert measure(drawn).label in app.get("plotly_chart")[0].proto.alt


def test_providers_are_found_by_name_and_standing(many: Snapshot) -> None:
    app = screen("providers", many, MARCH)
    whole = listed(app)
    inactive = set(whole[whole["Active"] == "Inactive"]["Id"])
    app.selectbox(key="providers_active").set_value("no").run()
    assert set(listed(app)["Id"]) == inactive != set()
    app.selectbox(key="providers_active").set_value("any").run()
    provider = whole["Id"].iloc[3]
    app.text_input(key="providers_text").set_value(f" {provider.upper()} ").run()
    assert set(listed(app)["Id"]) == {provider}
    app.text_input(key="providers_text").set_value(".*\x00").run()
    assert "No provider matches." in [said.value for said in app.info]


def test_pages_are_turned_and_sorted(many: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "PAGE_ROWS", 4)
    monkeypatch.setattr(everyone, "PAGE_ROWS", 4)
    app = screen("providers", many, MARCH)
    app.selectbox(key="providers_sort").set_value("-reviews").run()
    reviews = []
    for number in range(1, 5):
        app.get("pagination")[0].set_value(number).run()
        reviews += list(listed(app)["Reviews"])
    assert len(reviews) == 15
    assert reviews == sorted(reviews, reverse=True)
    assert "Rows 13 to 15 of 15 rows; the file has all." in [said.value for said in app.caption]


def test_who_moved_needs_something_to_compare_with(fake: Fake) -> None:
    alone = open_tab(
        screen("providers", fake, replace(MARCH, compare=Compare.NONE)), "providers", "Who moved"
    )
    assert any("Choose what to compare" in said.value for said in alone.info)
    app = open_tab(screen("providers", fake, MARCH), "providers", "Who moved")
    assert [said.value for said in app.header] == ["Rising", "Falling"]
    assert sum("Change" in frame.value for frame in app.dataframe) == 2


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([3, 0], "No provider has 100 points, so nobody ties at the top."),
        ([3, 1], "One provider has 100 points."),
        ([0, 1234], "**1,234 providers tie** at 100 points."),
    ],
)
def test_it_says_how_many_tie(bands: list[int], said: str) -> None:
    assert ties(pd.Series(bands)) == said
