"""What people type on the command line: days, and what is called by its name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import typer
from pandas import DataFrame

from queries.errors import InvalidFilter, InvalidQuestion
from queries.filters import Compare, Filters, NoActivity, available, business_day
from queries.grain import LENGTHS, Grain
from queries.metrics.question import Where
from queries.periods import ALWAYS, Period
from queries.presets import Preset, days_until
from queries.source import Source
from queries.steps import steps_of

First = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="First day; 30 days by default."),
]
Last = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; that of the data by default."),
]

MOST_STEPS = 10_000
"""Steps that one answer may have."""

USUAL_DAYS = 30
"""The days up to the last one, where nobody says with which day to begin."""

Named = Annotated[
    Preset | None, typer.Option("--period", help="Days by their name, in place of --from and --to.")
]
Against = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="First day of a custom comparison."),
]


@dataclass(frozen=True)
class Days:
    """What was typed about days: a named period or dates, and what to compare them with."""

    preset: Preset | None = None
    first: datetime | None = None
    last: datetime | None = None
    compare: Compare = Compare.NONE
    against: datetime | None = None


@contextmanager
def usage_errors() -> Iterator[None]:
    """Say that what was typed cannot be answered, with exit status 2."""
    try:
        yield
    except (InvalidQuestion, InvalidFilter) as error:
        raise typer.BadParameter(str(error)) from error


def days(source: Source, asked: Days) -> Filters:
    """Return the days that are asked for.

    Raises InvalidFilter for reversed ones, for a period without data, and for two of them.
    """
    is_of_data = asked.preset is not None or asked.compare is not Compare.NONE
    data = _data(source) if is_of_data else ALWAYS
    period = _period(asked, data, business_day(source.as_of))
    return Filters(
        period.start,
        period.end,
        asked.compare,
        unit=asked.preset.unit if asked.preset else None,
        preset=asked.preset,
        against=asked.against.date() if asked.against else None,
        data=data,
    )


def _data(source: Source) -> Period:
    """Return the days of which there may be data; where there is none at all, all until today."""
    there = available(source)
    return Period(date.min, there.last_day) if isinstance(there, NoActivity) else there.data


def _period(asked: Days, data: Period, today: date) -> Period:
    if asked.preset is None:
        end = asked.last.date() if asked.last else today
        return Period(asked.first.date() if asked.first else days_until(end, USUAL_DAYS).start, end)
    if asked.first or asked.last:
        raise InvalidFilter(f"say either --period {asked.preset.value} or dates, not both")
    period = asked.preset.days(data)
    if period is None:
        raise InvalidFilter(f"there is no data of {asked.preset.value}")
    return period


def category(source: Source, given: str) -> str:
    """Return the id of the one category that is called so, in any case, or has it.

    Raises InvalidQuestion where there is none, or several.
    """
    return _identity(source.frame("available_categories"), "category", "categories", given)


def sub_category(source: Source, given: str) -> str:
    """Return the id of the one sub-category that is called so, as `category` does."""
    known = source.frame("available_sub_categories")
    return _identity(known, "sub_category", "sub-categories", given)


def _identity(known: DataFrame, what: str, several: str, given: str) -> str:
    called = {
        str(key): {str(key), str(name).casefold()}
        for key, name in zip(known[f"{what}_id"], known["name"], strict=True)
    }
    found = [key for key, names in called.items() if {given, given.casefold()} & names]
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidQuestion(f"several {several} are called {given!r}: {', '.join(found)}")
    there = ", ".join(map(str, known["name"])) or "none"
    raise InvalidQuestion(f"there is no {what.replace('_', '-')} {given!r}; there are {there}")


def district(source: Source, given: str) -> str:
    """Return the district that is called so, in any case. Raises InvalidQuestion for another."""
    known = [str(name) for name in source.frame("available_districts")["district"]]
    found = [name for name in known if name.casefold() == given.casefold()]
    if not found:
        raise InvalidQuestion(f"there is no district {given!r}; there are {', '.join(known)}")
    return found[0]


def pairs(given: Sequence[str]) -> list[tuple[str, str]]:
    """Return what is written as `name=value`; raise InvalidQuestion for what is not."""
    parts = [tuple(part.strip() for part in each.split("=", 1)) for each in given]
    for pair, each in zip(parts, given, strict=True):
        if len(pair) < 2 or not all(pair):
            raise InvalidQuestion(f"{each!r} keeps nothing: write it as district=Lucknow")
    return [(name, value) for name, value in parts]


def where(source: Source, given: Sequence[str]) -> Where:
    """Return what is kept; raise InvalidQuestion for what is no pair, or no category."""
    identities = {"category": category, "sub_category": sub_category}
    return tuple(
        (name, identities[name](source, value) if name in identities else value)
        for name, value in pairs(given)
    )


def steps(days: Filters, grain: Grain | None) -> tuple[Period, ...]:
    """Return the steps into which days are cut; raise InvalidFilter for too many."""
    if grain is None:
        return ()
    if days.days > MOST_STEPS * LENGTHS[grain]:
        raise InvalidFilter(f"{days.days:,} days are too many {grain.value}s: ask for longer steps")
    return tuple(step.counted for step in steps_of(days, grain).steps)
