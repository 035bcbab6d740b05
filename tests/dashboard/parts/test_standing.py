"""How the verification of a provider stands, and whether it is active, are two things."""

from datetime import date

import pytest

from dashboard.parts.addresses import ID
from dashboard.screens.provider.show import standing
from queries import Snapshot, coverage, providers
from queries.coverage import Shown
from queries.filters import Filters
from queries.providers import Listing
from tests.dashboard.app import screen
from tests.namesakes import FIRST, SECOND, STANDINGS

MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("asked", "is_active", "found"),
    [
        ("PENDING", None, {"waiting"}),
        ("REJECTED", None, {"refused"}),
        ("EXPIRED", None, {"lapsed"}),
        ("APPROVED", None, {FIRST, SECOND, "resting"}),
        ("APPROVED", False, {"resting"}),
        (None, False, {"waiting", "refused", "resting"}),
    ],
)
def test_every_standing_can_be_listed_and_mapped(
    alike: Snapshot, asked: str | None, is_active: bool | None, found: set[str]
) -> None:
    page = providers.page(alike, MARCH, Listing("", asked, is_active), 1)
    assert set(page.frame["provider_id"]) == found
    shown = Shown(asked, is_active)
    assert set(coverage.providers(alike, MARCH, shown)["provider_id"]) == found
    assert set(coverage.areas(alike, MARCH, None, shown)["provider_id"]) == found


def test_the_screen_lists_those_who_wait(alike: Snapshot) -> None:
    app = screen("providers", alike, MARCH)
    app.selectbox(key="providers_standing").set_value("PENDING").run()
    [table] = [frame.value for frame in app.dataframe if "Id" in frame.value]
    assert table[["Id", "Standing", "Active"]].to_numpy().tolist() == [
        ["waiting", "Waiting for approval", "Inactive"]
    ]


@pytest.mark.parametrize("name", STANDINGS)
def test_every_standing_can_be_opened(alike: Snapshot, name: str) -> None:
    app = screen("provider", alike, MARCH, **{ID: name})
    assert app.title[0].value == name.capitalize()


def test_the_map_says_whom_it_shows(alike: Snapshot) -> None:
    app = screen("coverage", alike, MARCH)
    assert "coverage_standing" not in [box.key for box in app.selectbox]
    app.button_group(key="coverage_above").set_value(["providers", "areas"]).run()
    assert any("on the map: active, approved." in said.value for said in app.caption)
    assert len(app.selectbox(key="coverage_area_of").options) == 3  # all, and two
    app.selectbox(key="coverage_standing").set_value("PENDING")
    app.selectbox(key="coverage_active").set_value("any").run()
    said = "on the map: waiting for approval. Only active, approved ones count as coverage."
    assert any(said in caption.value for caption in app.caption)
    assert len(app.selectbox(key="coverage_area_of").options) == 2  # all, and the one who waits


def test_a_standing_that_nobody_knows_is_shown_as_it_is_called(alike: Snapshot) -> None:
    profile = providers.profile(alike, FIRST)
    profile["profile_status"] = "SUSPENDED"
    assert " · SUSPENDED · " in standing(profile)
