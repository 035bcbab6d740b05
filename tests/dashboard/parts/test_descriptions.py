"""Every chart can be heard: its sentence carries the main numbers."""

from datetime import date
from decimal import Decimal

import pandas as pd

from dashboard.parts import descriptions
from dashboard.parts.measures import measure

GROSS = measure("gross_amount", label="Gross")
REQUESTED = measure("requested", label="Requested")


def test_a_trend_says_its_lowest_highest_and_last_day() -> None:
    frame = pd.DataFrame(
        {
            "first_day": [date(2025, 1, day) for day in (1, 2, 3, 4)],
            "gross_amount": [Decimal(500), Decimal(250000), None, Decimal(700)],
            "last_day": [date(2025, 1, day) for day in (1, 2, 3, 4)],
            "whole_days": 1,
            "counted_days": 1,
            "is_over": [True, True, True, False],
            "is_whole": [True, True, True, False],
        }
    )
    assert descriptions.trend(frame, "first_day", GROSS) == (
        "Gross from 1 Jan 2025 to 4 Jan 2025: lowest ₹500 on 1 Jan 2025, "
        "highest ₹2.5 L on 2 Jan 2025, last ₹700 on 4 Jan 2025. Incomplete: 4 Jan 2025 (not over)."
    )


def test_a_ranking_says_five_and_counts_the_others() -> None:
    frame = pd.DataFrame({"name": list("abcdefg"), "requested": range(7, 0, -1)})
    assert descriptions.ranking(frame, "name", REQUESTED) == (
        "Requested: a 7, b 6, c 5, d 4, e 3 and 2 more."
    )


def test_a_funnel_says_every_stage() -> None:
    frame = pd.DataFrame({"stage": ["Requested", "Paid"], "requested": [1200, 300]})
    assert descriptions.funnel(frame, "stage", REQUESTED) == "Requested: Requested 1,200, Paid 300."


def test_a_heatmap_says_when_there_is_most() -> None:
    frame = pd.DataFrame({"weekday": [1, 7], "hour": [9, 20], "requested": [3, 1200]})
    assert descriptions.heatmap(frame, "weekday", "hour", REQUESTED) == (
        "Requested by weekday and hour: most on Sunday from 20:00, 1,200."
    )


def test_nothing_is_said_to_be_nothing() -> None:
    empty = pd.DataFrame({"day": [], "gross_amount": [], "requested": [], "hour": []})
    assert descriptions.trend(empty, "day", GROSS) == "Gross: no data."
    assert descriptions.ranking(empty, "day", REQUESTED) == "Requested: no data."
    assert descriptions.heatmap(empty, "day", "hour", REQUESTED) == "Requested: no data."
