"""What is coloured is more than chance explains, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.chance import RATES, Rate, counts_differ, is_sure, rates_differ, rose

COUNTS = st.integers(0, 500)
RISING, LEVEL = [10.0, 12.0] * 6, [20.0, 22.0] * 6


@pytest.mark.parametrize(
    ("now", "before", "differ"),
    [
        (228, 200, False),  # 28 is less than 1.96 * sqrt(428) = 40.5
        (241, 200, False),  # 41 is less than 1.96 * sqrt(441) = 41.2
        (242, 200, True),  # 42 is more than 1.96 * sqrt(442) = 41.2
        (9, 0, False),  # too few to judge
        (10, 0, True),  # more than 6.2
    ],
)
def test_counts(now: int, before: int, differ: bool) -> None:
    assert counts_differ(now, before) is counts_differ(before, now) is differ


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_rate_differs_in_one_direction(a: int, b: int, c: int, d: int) -> None:
    now, before = Rate(min(a, b), max(a, b)), Rate(min(c, d), max(c, d))
    assert not rose(now, before) or now.part * before.whole > before.part * now.whole
    assert not rose(now, now)
    assert rates_differ(now, before) == (rose(now, before) or rose(before, now))


def test_few_cases_are_never_sure() -> None:
    assert not rates_differ(Rate(9, 10), Rate(0, 1_000))
    assert not rates_differ(Rate(1_000, 1_000), Rate(991, 1_000))


def sure(metric: str, now: float | None, before: float | None, *days: list[float]) -> bool:
    totals = [{metric: value, "counted_days": 12} for value in (now, before)]
    return is_sure(metric, *totals, *(days or ([], [])))


def test_amounts_and_averages_are_judged_by_their_days() -> None:
    # twelve days of 11 on average beside twelve of 21, each off by one
    assert sure("gross_amount", 132, 252, RISING, LEVEL)
    assert not sure("gross_amount", 132, 132, RISING, RISING[::-1])
    assert not sure("gross_amount", 66, 126, RISING[:6], LEVEL[:6])  # too few days
    assert not sure("rating", None, 4.0, RISING, LEVEL)
    assert not sure("rating", float("nan"), 4.0, [float("nan")] * 12, LEVEL)
    # the average of days went one way, the average of all the other
    assert not sure("rating", 30.0, 20.0, RISING, LEVEL)


def test_every_rate_is_a_part_of_its_whole() -> None:
    for metric, (part, whole) in RATES.items():
        totals = {part: 30} | {name: 500 for name in whole if name != part}
        before = {part: 60} | {name: 500 for name in whole if name != part}
        assert is_sure(metric, totals, before, [], []), metric


def test_shares_are_compared_as_parts_where_metrics_say_these() -> None:
    assert RATES["failure_rate"] == ("failed_payments", ("payments", "failed_payments"))
    assert RATES["job_finish_rate"] == ("jobs_completed", ("jobs_completed", "jobs_cancelled"))
    assert RATES["unmet_rate"] == ("unmet_demand", ("demand",))
    assert RATES["search_booking_rate"] == ("searches_booked", ("searches",))
    assert not {"take_rate", "job_dispute_rate"} & {*RATES}, "they are no parts of a whole"
