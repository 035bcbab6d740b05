"""What periods are called means the same rule on every day; expected days are from a calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.filters import Filters
from queries.periods import Period
from queries.presets import Preset

FULL = date(2020, 1, 1)
"""A first day of data so early that no period is cut by it."""


def days(preset: Preset, today: date, first: date = FULL) -> Filters:
    data = Period(first, today)
    period = preset.days(data)
    assert period
    return Filters(period.start, period.end, unit=preset.unit, preset=preset, data=data)


@pytest.mark.parametrize(
    ("today", "preset", "shown", "now", "before"),
    [
        # 28 November 2025 was a Friday
        ("2025-11-28", Preset.YESTERDAY, "1127-1127", "1127-1127", "1126-1126"),
        ("2025-11-28", Preset.LAST_7_DAYS, "1122-1128", "1122-1127", "1115-1120"),
        ("2025-11-28", Preset.LAST_28_DAYS, "1101-1128", "1101-1127", "1004-1030"),
        ("2025-11-28", Preset.LAST_30_DAYS, "1030-1128", "1030-1127", "0930-1028"),
        ("2025-11-28", Preset.LAST_90_DAYS, "0831-1128", "0831-1127", "0602-0829"),
        ("2025-11-28", Preset.WEEK_TO_DATE, "1124-1128", "1124-1127", "1117-1120"),
        ("2025-11-28", Preset.MONTH_TO_DATE, "1101-1128", "1101-1127", "1001-1027"),
        ("2025-11-28", Preset.QUARTER_TO_DATE, "1001-1128", "1001-1127", "0701-0827"),
        ("2025-11-28", Preset.LAST_WEEK, "1117-1123", "1117-1123", "1110-1116"),
        ("2025-11-28", Preset.LAST_MONTH, "1001-1031", "1001-1031", "0901-0930"),
        ("2025-11-28", Preset.LAST_QUARTER, "0701-0930", "0701-0930", "0401-0630"),
        # the last day of a month, on which the last 30 days are the month, too
        ("2025-11-30", Preset.MONTH_TO_DATE, "1101-1130", "1101-1129", "1001-1029"),
        ("2025-11-30", Preset.LAST_30_DAYS, "1101-1130", "1101-1129", "1002-1030"),
        # the seventh, on which the last 7 days are the month to date, too
        ("2025-11-07", Preset.MONTH_TO_DATE, "1101-1107", "1101-1106", "1001-1006"),
        ("2025-11-07", Preset.LAST_7_DAYS, "1101-1107", "1101-1106", "1025-1030"),
        # 31 March: February has no 29th, 30th or 31st
        ("2025-03-31", Preset.MONTH_TO_DATE, "0301-0331", "0301-0330", "0201-0228"),
        ("2025-03-01", Preset.LAST_MONTH, "0201-0228", "0201-0228", "0101-0131"),
        # a Sunday and a Monday
        ("2025-11-30", Preset.WEEK_TO_DATE, "1124-1130", "1124-1129", "1117-1122"),
        ("2025-12-01", Preset.LAST_WEEK, "1124-1130", "1124-1130", "1117-1123"),
    ],
)
def test_by_the_calendar(today: str, preset: Preset, shown: str, now: str, before: str) -> None:
    filters = days(preset, date.fromisoformat(today))
    compared = filters.comparison
    assert compared
    found = [filters.period, compared.now.period, compared.before.period]
    assert [f"{each.start:%m%d}-{each.end:%m%d}" for each in found] == [shown, now, before]
    assert {each.start.year for each in found} == {2025}


@pytest.mark.parametrize(
    ("today", "preset", "shown", "before"),
    [
        ("2025-11-28", Preset.YEAR_TO_DATE, "20250101-20251128", "20240101-20241127"),
        ("2025-11-28", Preset.LAST_YEAR, "20240101-20241231", "20230101-20231231"),
        ("2025-11-28", Preset.THIS_FINANCIAL_YEAR, "20250401-20251128", "20240401-20241127"),
        ("2025-04-10", Preset.THIS_FINANCIAL_YEAR, "20250401-20250410", "20240401-20240409"),
        ("2025-03-31", Preset.THIS_FINANCIAL_YEAR, "20240401-20250331", "20230401-20240330"),
        ("2025-11-28", Preset.LAST_FINANCIAL_YEAR, "20240401-20250331", "20230401-20240331"),
        ("2025-04-01", Preset.LAST_FINANCIAL_YEAR, "20240401-20250331", "20230401-20240331"),
        ("2025-01-01", Preset.LAST_QUARTER, "20241001-20241231", "20240701-20240930"),
        ("2024-02-29", Preset.YEAR_TO_DATE, "20240101-20240229", "20230101-20230228"),
    ],
)
def test_years(today: str, preset: Preset, shown: str, before: str) -> None:
    filters = days(preset, date.fromisoformat(today))
    compared = filters.comparison
    assert compared
    found = [filters.period, compared.before.period]
    assert [f"{each.start:%Y%m%d}-{each.end:%Y%m%d}" for each in found] == [shown, before]


def test_they_are_cut_to_the_days_of_data() -> None:
    young = Period(date(2025, 1, 20), date(2025, 1, 31))
    assert Preset.LAST_90_DAYS.days(young) == young
    assert Preset.LAST_MONTH.days(young) is None
    assert Preset.ALL_TIME.days(young) == young
    assert Preset.YESTERDAY.days(Period(young.end, young.end)) is None


@given(st.sampled_from(Preset), st.dates(date(2021, 6, 1), date(2100, 1, 1)))
def test_on_any_day_they_end_by_then_and_follow_the_calendar(preset: Preset, today: date) -> None:
    filters = days(preset, today)
    assert filters.end <= today
    compared = filters.comparison
    if compared:
        assert compared.before.end < compared.now.start
        assert filters.running_day is None or compared.now.end < today
        assert compared.before.start.weekday() == compared.now.start.weekday() or preset not in {
            Preset.LAST_7_DAYS,
            Preset.LAST_28_DAYS,
            Preset.WEEK_TO_DATE,
            Preset.LAST_WEEK,
        }
