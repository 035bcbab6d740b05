"""A provider's page says how one provider does, and survives any link."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest

from dashboard.parts.addresses import ID
from dashboard.parts.gathering import Failed, TrendChoice
from dashboard.parts.markdown import WORD_JOINER
from dashboard.screens.provider.gather import REPUTATION, REVIEWS, WHERE, Choices, gather
from dashboard.screens.provider.reputation import compared
from dashboard.screens.provider.show import PICKER, QUESTION
from queries import Snapshot, providers
from queries.filters import Filters
from queries.grain import Grain
from tests.dashboard.app import open_tab, screen, tabs
from tests.dashboard.conftest import Published
from tests.dashboard.fake import Fake
from tests.factories import (
    LUCKNOW,
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
HOSTILE = "<script>alert(1)</script> **bold** [x](javascript:y)"


@pytest.fixture
def one(connection: psycopg.Connection, published: Published) -> Snapshot:
    """provider_1 with a finished and paid job and a review without words; a new one without any."""
    lat, lng = LUCKNOW
    category, customer = make_category(connection, name="Tutors"), make_customer(connection)
    user = make_user(connection, role="PROVIDER", name="Asha *Devi*")
    area = [{"type": "radius", "lat": lat, "lng": lng, "radiusKm": 5}]
    provider = make_provider(
        connection, category, id="provider_1", user_id=user, service_areas=area
    )
    for comment in (None, HOSTILE):
        booking = make_booking(
            connection, customer, provider, status="COMPLETED", completed_at=ist("2025-03-04 09:00")
        )
        make_payment(connection, booking, amount="750.25")
        make_review(
            connection, booking, customer, provider, comment=comment, provider_response=comment
        )
    make_provider(connection, category, id="provider_2", at=None, is_active=False)
    return published()


def test_a_provider(one: Snapshot) -> None:
    app = screen("provider", one, MARCH, **{ID: "provider_1"})
    assert app.title[0].value == r"Asha \*Devi\*"
    assert app.markdown[0].value == (
        "Finished **2 jobs** and was paid **₹1,500.50**; 2 bookings requested."
    )
    assert app.caption[0].value.startswith(r"Tutors · Lucknow · Approved · Aadhaar not verified")
    figures = {figure.label: figure.value for figure in app.metric}
    assert figures["Jobs finished"] == figures["Requested"] == figures["Reviews"] == "2"
    assert figures["Rating"] == "5.00"


def test_reviews_are_shown_as_they_were_written(one: Snapshot) -> None:
    app = open_tab(screen("provider", one, MARCH, **{ID: "provider_1"}), "provider", "Reviews")
    assert sorted(text.value for text in app.text) == sorted(
        ["No comment.", HOSTILE, f"Answer: {HOSTILE}"]
    )
    assert not any("alert(1)" in said.value for said in [*app.markdown, *app.caption])


def test_the_steps_of_the_table_add_up_to_the_score(one: Snapshot) -> None:
    app = screen("provider", one, MARCH, **{ID: "provider_1"})
    [steps] = [frame.value for frame in app.dataframe if "Step" in frame.value]
    *parts, total = [Decimal(str(points)) for points in steps["Points"]]
    assert sum(parts) == total == providers.profile(one, "provider_1")["current_score"]


def test_a_provider_without_anything(one: Snapshot) -> None:
    app = screen("provider", one, MARCH, **{ID: "provider_2"})
    assert app.markdown[0].value.startswith("Nothing was asked of this provider")
    assert "Approved, inactive" in app.caption[0].value.replace("\\", "")
    said = [info.value for page in tabs(app, "provider") for info in page.info]
    assert "Nobody has reviewed this provider in public yet." in said
    assert "This provider has neither a place nor a service area." in said


def test_every_provider_has_a_page(many: Snapshot) -> None:
    everyone = list(providers.choices(many)["provider_id"])
    for provider_id in everyone:
        for tab in (REPUTATION, REVIEWS, WHERE):
            choices = Choices(provider_id, TrendChoice("requested", Grain.DAY), tab)
            view = gather(many, MARCH, choices)
            assert view.one is not None
            assert not any(isinstance(each, Failed) for each in vars(view.one).values())
    for provider_id in everyone[::5]:
        assert len(screen("provider", many, MARCH, **{ID: provider_id}).metric) == 8


def test_without_an_id_it_asks_for_one(fake: Fake) -> None:
    app = screen("provider", fake, MARCH)
    assert app.title[0].value == QUESTION
    assert app.markdown[0].value.startswith("Choose a provider")
    assert not app.warning
    assert len(app.selectbox(key=PICKER).options) == 4


def test_choosing_one_changes_the_link(fake: Fake) -> None:
    app = screen("provider", fake, MARCH)
    choices = providers.choices(fake)
    app.selectbox(key=PICKER).set_value(choices["provider_id"].iloc[2]).run()
    assert app.query_params[ID] in (
        choices["provider_id"].iloc[2],
        [choices["provider_id"].iloc[2]],
    )
    assert app.title[0].value == choices["name"].iloc[2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("provider_99", r"There is no provider **provider\_99**."),
        (HOSTILE, r"**\<script\>alert\(1\)\<\/script\> \*\*bold\*\* \[x\]\(j…**"),
        ("a\x00b", "**ab**"),
        ("' OR 1=1 --", r"**\' OR 1\=1 \-\-**"),
        ("x" * 500_000, "**" + "x" * 40 + "…**"),
    ],
    ids=["unknown", "html", "nul", "sql", "half a MB"],
)
def test_a_link_that_names_nobody_is_explained(fake: Fake, asked: str, said: str) -> None:
    app = screen("provider", fake, MARCH, **{ID: asked})
    assert said in app.warning[0].value.replace(WORD_JOINER, "")
    assert len(app.selectbox(key=PICKER).options) == 4
    assert not app.metric


def test_a_link_of_a_megabyte_is_one_without_an_id(fake: Fake) -> None:
    """Streamlit ignores what is longer than 512 KB."""
    app = screen("provider", fake, MARCH, **{ID: "x" * 1_000_000})
    assert app.markdown[0].value.startswith("Choose a provider")


def test_it_says_where_the_stored_score_differs() -> None:
    assert compared(Decimal("92.50"), Decimal("92.50")) == (
        "The score is **92.5**, stored and recalculated alike."
    )
    assert compared(Decimal("90.00"), Decimal("92.50")).startswith(
        "The stored score is **90**; recalculated when the data was published it is **92.5**."
    )
