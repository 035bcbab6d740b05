"""Business days, waking hours, slots, and moments drawn slice by slice."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from etl.synthetic.calendar import (
    BOOKING_HOURS,
    DAY,
    Period,
    Timeline,
    hour_of,
    midnight,
    on_slot,
    when_awake,
)

PERIOD = Period(date(2025, 1, 1), date(2025, 1, 31))


def at(text: str) -> np.ndarray:
    """The moment of a business time (UTC+5:30), as the generator counts."""
    utc = datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=5, minutes=30)
    return np.array([int(utc.timestamp()) * 1_000_000])


def test_a_business_day_begins_at_half_past_six_in_the_evening_utc() -> None:
    utc = datetime(2024, 12, 31, 18, 30, tzinfo=UTC)
    assert midnight(date(2025, 1, 1)) == int(utc.timestamp()) * 1_000_000


def test_period_counts_both_ends() -> None:
    assert PERIOD.days == 31
    assert PERIOD.end - PERIOD.start == 31 * DAY


def test_hours_are_of_the_business_time_zone() -> None:
    assert hour_of(at("2025-03-01 23:59")).tolist() == [23]
    assert hour_of(at("2025-03-02 00:00")).tolist() == [0]


def test_who_is_woken_at_night_answers_in_the_morning() -> None:
    for night, morning in (("2025-03-01 22:30", "2025-03-02"), ("2025-03-02 03:00", "2025-03-02")):
        answered = when_awake(at(night))[0]
        assert at(f"{morning} 07:30")[0] < answered < at(f"{morning} 08:30")[0]
    assert when_awake(at("2025-03-01 12:34"))[0] == at("2025-03-01 12:34")[0]


def test_slots_are_full_hours_of_the_working_day() -> None:
    assert on_slot(at("2025-03-01 10:01"))[0] == at("2025-03-01 11:00")[0]
    assert on_slot(at("2025-03-01 11:00"))[0] == at("2025-03-01 11:00")[0]
    evening = on_slot(at("2025-03-01 19:30"))[0]
    assert at("2025-03-02 08:00")[0] <= evening <= at("2025-03-02 11:00")[0]
    early = on_slot(at("2025-03-01 05:00"))[0]
    assert at("2025-03-01 08:00")[0] <= early <= at("2025-03-01 11:00")[0]


def test_a_timeline_has_its_total_in_order_and_on_the_days_of_its_weights() -> None:
    weights = np.zeros(31)
    weights[[3, 20]] = 1.0, 3.0
    timeline = Timeline.over(PERIOD, 400, weights, BOOKING_HOURS)
    moments = timeline.moments(0, 400, np.random.default_rng(1))
    assert (np.diff(moments) >= 0).all()
    days = (moments - PERIOD.start) // DAY
    assert np.bincount(days, minlength=31)[[3, 20]].tolist() == [100, 300]
    assert np.array_equal(days, timeline.days(0, 400))


def test_a_timeline_is_busiest_before_lunch_and_after_work() -> None:
    timeline = Timeline.over(PERIOD, 20_000, np.ones(31), BOOKING_HOURS)
    moments = timeline.moments(0, 20_000, np.random.default_rng(1))
    by_hour = np.bincount(hour_of(moments), minlength=24)
    assert set(np.argsort(by_hour)[-5:]) == {10, 11, 17, 18, 19}
    assert by_hour[2:5].sum() < 20_000 / 100


def test_any_slice_of_a_timeline_stays_within_its_days() -> None:
    timeline = Timeline.over(PERIOD, 1_000, np.ones(31), BOOKING_HOURS)
    part = timeline.moments(500, 700, np.random.default_rng(9))
    assert ((part - PERIOD.start) // DAY == timeline.days(500, 700)).all()
