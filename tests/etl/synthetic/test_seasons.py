"""Demand follows the year of Uttar Pradesh."""

from datetime import date

import numpy as np
import pytest

from etl.synthetic.calendar import Period
from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.seasons import demand, growth

SLUGS = [sub.slug for sub in SUB_CATEGORIES]


def on(day: date, slug: str) -> float:
    return float(demand(Period(day, day))[0, SLUGS.index(slug)])


@pytest.mark.parametrize(
    ("slug", "season", "off_season"),
    [
        # Wednesdays, so that the weekday does not matter.
        ("plumbing", date(2025, 8, 6), date(2025, 2, 5)),  # monsoon
        ("pest-control", date(2025, 8, 6), date(2025, 2, 5)),
        ("painting", date(2025, 10, 15), date(2025, 9, 24)),  # five days before Diwali
        ("cleaning", date(2025, 10, 15), date(2025, 9, 17)),
        ("mehndi-artist", date(2025, 3, 26), date(2025, 4, 9)),  # five days before Eid
        ("salon-spa", date(2025, 10, 8), date(2025, 9, 10)),  # two days before Karva Chauth
        ("photography", date(2025, 11, 26), date(2025, 8, 6)),  # weddings
        ("home-tutor", date(2025, 2, 12), date(2025, 5, 14)),  # exams
        ("fitness-trainer", date(2025, 1, 15), date(2025, 6, 11)),  # resolutions
        ("accounting-tax", date(2025, 7, 16), date(2025, 10, 15)),  # tax returns
    ],
)
def test_a_season_lifts_what_it_needs(slug: str, season: date, off_season: date) -> None:
    assert on(season, slug) > 1.3 * on(off_season, slug)


def test_on_the_day_of_the_festival_hardly_anybody_works() -> None:
    assert on(date(2025, 10, 20), "plumbing") < 0.5 * on(date(2025, 10, 27), "plumbing")
    assert on(date(2025, 3, 14), "plumbing") < 0.5 * on(date(2025, 3, 21), "plumbing")


def test_weekends_are_busier_than_weekdays() -> None:
    week = demand(Period(date(2025, 9, 15), date(2025, 9, 21))).sum(axis=1)
    assert week[5:].min() > week[:5].max()


def test_growth_is_steady_and_reaches_its_factor() -> None:
    days = growth(Period(date(2025, 1, 1), date(2025, 12, 31)), 6.0)
    assert days[0] == 1
    assert days[-1] == pytest.approx(6)
    assert np.allclose(days[1:] / days[:-1], 6 ** (1 / 364))
