"""What the calendar does to demand: weekdays, weddings, exams, monsoon, festivals, growth."""

from datetime import date, timedelta

import numpy as np

from etl.errors import LoadError
from etl.synthetic.calendar import Period
from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.streams import Floats

WEEKDAYS = (0.94, 0.91, 0.93, 0.97, 1.02, 1.18, 1.12)
"""From Monday to Sunday: people are at home at weekends."""

SEASONS = {
    "monsoon": (("06-20", "09-20"),),
    "summer": (("04-10", "06-25"),),
    "wedding": (("11-14", "12-14"), ("01-16", "03-08"), ("04-16", "06-10")),
    "exams": (("01-20", "03-20"),),
    "new_session": (("04-01", "04-25"), ("07-01", "08-10")),
    "new_year": (("01-01", "02-12"),),
    "tax": (("03-08", "03-31"), ("06-25", "07-31")),
}
"""From and to (month-day), both included."""

FESTIVALS = {
    "holi": ("2023-03-08", "2024-03-25", "2025-03-14", "2026-03-04", "2027-03-22", "2028-03-11"),
    "eid": (
        *("2023-04-22", "2023-06-29", "2024-04-11", "2024-06-17", "2025-03-31", "2025-06-07"),
        *("2026-03-21", "2026-05-27", "2027-03-10", "2027-05-17", "2028-02-27", "2028-05-05"),
    ),
    "karva_chauth": (
        *("2023-11-01", "2024-10-20", "2025-10-10", "2026-10-29", "2027-10-18", "2028-10-07"),
    ),
    "diwali": ("2023-11-12", "2024-11-01", "2025-10-20", "2026-11-08", "2027-10-29", "2028-10-17"),
}
"""The days themselves; demand for what a festival needs rises in the days before."""

YEARS = range(2023, 2029)
"""Years whose festivals are known."""

DAYS_BEFORE = {"holi": 9, "eid": 10, "karva_chauth": 4, "diwali": 24}
WORK_ON_THE_DAY = {"holi": 0.3, "eid": 0.6, "karva_chauth": 0.9, "diwali": 0.35}


def require_known(period: Period) -> None:
    """Raise LoadError when the period reaches into a year whose festivals are not known."""
    if period.first.year not in YEARS or period.last.year not in YEARS:
        raise LoadError(
            f"{period.first} to {period.last}: festivals are known from {YEARS[0]} to {YEARS[-1]}"
            " only; choose another --until or a smaller scale"
        )


def demand(period: Period) -> Floats:
    """Return the demand for each sub-category (columns) on each day (rows), growth apart."""
    days = [period.first + timedelta(days=n) for n in range(period.days)]
    usual = np.array([sub.share for sub in SUB_CATEGORIES])
    weekday = np.array([WEEKDAYS[day.weekday()] * _work(day) for day in days])
    height = {season: _intensity(season, days) for season in (*SEASONS, *FESTIVALS)}
    seasonal = np.ones((len(days), len(SUB_CATEGORIES)))
    for column, sub in enumerate(SUB_CATEGORIES):
        for season, factor in sub.seasons.items():
            seasonal[:, column] *= 1 + (factor - 1) * height[season]
    wanted: Floats = usual * seasonal * weekday[:, None]
    return wanted


def growth(period: Period, factor: float) -> Floats:
    """Return the steady growth of each day over the first; the last day has `factor`."""
    steady: Floats = factor ** np.linspace(0, 1, period.days)
    return steady


def _intensity(season: str, days: list[date]) -> Floats:
    """How much of the season there is on each day: 0 none, 1 its height."""
    if season in FESTIVALS:
        return np.array([_rise(season, day) for day in days])
    return np.array([_within(season, day) for day in days])


def _rise(festival: str, day: date) -> float:
    ahead = (_next(festival, day) - day).days
    span = DAYS_BEFORE[festival]
    return (span - ahead + 1) / span if 0 < ahead <= span else 0.0


def _within(season: str, day: date) -> float:
    """A season swells and ebbs over its first and last ten days."""
    for first, last in SEASONS[season]:
        inside = _signed_days(day, first), -_signed_days(day, last)
        if min(inside) >= 0:
            return min(1.0, (min(inside) + 2) / 10)
    return 0.0


def _signed_days(day: date, month_day: str) -> int:
    return (day - date.fromisoformat(f"{day.year}-{month_day}")).days


def _next(festival: str, day: date) -> date:
    coming = (date.fromisoformat(text) for text in FESTIVALS[festival])
    return min((when for when in coming if when >= day), default=date.max)


def _work(day: date) -> float:
    factors = (
        factor for name, factor in WORK_ON_THE_DAY.items() if day.isoformat() in FESTIVALS[name]
    )
    return min(factors, default=1.0)
