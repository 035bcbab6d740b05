"""The steps into which a period is cut, so that it can be drawn or listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pandas import DataFrame

from queries.grain import MONTHS, Grain
from queries.periods import ONE_DAY, Period, Shift, last_of_month

if TYPE_CHECKING:
    from queries.filters import Filters


@dataclass(frozen=True)
class Step:
    """Days that count together: `counted` is what the period leaves of the `whole` step."""

    counted: Period
    whole: Period

    def is_complete(self, last_day: date) -> bool:
        """Return whether all days of the step are counted, and over by the running day."""
        return self.counted == self.whole and self.counted.end < last_day


@dataclass(frozen=True)
class Steps:
    """Steps in order, without a gap; `last_day` is the running day.

    `at` is where each stands on the axis of the period that is drawn.
    """

    steps: tuple[Step, ...]
    at: tuple[date, ...]
    last_day: date

    def params(self) -> dict[str, object]:
        """Return the steps as parameters of a query: the days with which each begins and ends."""
        return {
            "first_days": [step.counted.start for step in self.steps],
            "last_days": [step.counted.end for step in self.steps],
        }

    def described(self, frame: DataFrame) -> DataFrame:
        """Return what a query found in each step, with the columns that say what the step is.

        These are period (the first day of the whole step), whole_days and counted_days (how many
        days it has, and how many of them count), is_over (whether the last of these is), is_whole
        (all days count and are over), at (the step's place on the axis).
        """
        return frame.assign(
            period=[step.whole.start for step in self.steps],
            whole_days=[step.whole.days for step in self.steps],
            counted_days=[step.counted.days for step in self.steps],
            is_over=[step.counted.end < self.last_day for step in self.steps],
            is_whole=[step.is_complete(self.last_day) for step in self.steps],
            at=list(self.at),
        )


def note(step: Any) -> str:
    """Return what a step lacks, nothing for a whole one: `5 of 7 days`, `not over`."""
    said = []
    if step.counted_days < step.whole_days:
        said.append(f"{step.counted_days} of {step.whole_days} days")
    if not step.is_over:
        said.append("not over")
    return ", ".join(said)


def noted(frame: DataFrame) -> DataFrame:
    """Return steps with the column `note`."""
    return frame.assign(note=[note(step) for step in frame.itertuples()])


Cut = Grain | Steps | None
"""How to cut a period: by a grain, into these steps, or not at all."""


def steps_of(filters: "Filters", cut: Cut) -> Steps:
    """Return the steps into which the filters' days are cut; without a grain, one."""
    if isinstance(cut, Steps):
        return cut
    steps = tuple(_cut(Period(filters.start, filters.end), cut))
    return Steps(steps, tuple(step.counted.start for step in steps), filters.data.end)


def steps_before(now: Steps, before: Period, shift: Shift, grain: Grain) -> Steps:
    """Return the steps of the comparison period that stand beside those of `now`.

    Calendar steps stand beside calendar steps where whole months lie between the periods; all
    others have the same offsets in their period as the one beside. What the comparison period has
    beyond them is cut further, in steps of the grain's length: nothing is dropped.
    """
    pairs = zip(now.at, (step.counted for step in now.steps), strict=True)
    if shift.months and grain in MONTHS:
        beside = [(at, _calendar_step(step, shift)) for at, step in pairs]
    else:
        offset = now.steps[0].counted.start - before.start
        beside = [(at, Period(step.start - offset, step.end - offset)) for at, step in pairs]
    cut = [
        (at, Period(period.start, min(period.end, before.end)))
        for at, period in beside
        if period.start <= before.end
    ]
    (_, last), end = cut[-1], now.steps[-1].counted.end
    rest = _chunks(last.end + ONE_DAY, before.end, grain)
    cut += [(end + (period.start - last.end), period) for period in rest]
    steps = tuple(Step(period, period) for _, period in cut)
    return Steps(steps, tuple(at for at, _ in cut), now.last_day)


def _cut(period: Period, grain: Grain | None) -> Iterator[Step]:
    if grain is None:
        yield Step(period, period)
        return
    begin = grain.begin(period.start)
    while begin <= period.end:
        after = grain.after(begin)
        counted = Period(max(begin, period.start), min(after - ONE_DAY, period.end))
        yield Step(counted, Period(begin, after - ONE_DAY))
        begin = after


def _calendar_step(step: Period, shift: Shift) -> Period:
    """Return the days so far back; whole months where the step ends with its month."""
    end = shift.back(step.end)
    is_whole = step.end == last_of_month(step.end)
    return Period(shift.back(step.start), last_of_month(end) if is_whole else end)


def _chunks(start: date, end: date, grain: Grain) -> Iterator[Period]:
    """Cut days that stand beside nothing into steps of the grain's length."""
    while start <= end:
        after = start + timedelta(days=7) if grain is Grain.WEEK else grain.after(start)
        yield Period(start, min(after - ONE_DAY, end))
        start = after
