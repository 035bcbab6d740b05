"""Promise: every question of every screen is answered within 100 ms, a year by day, read anew.

`python benchmarks/screens.py [demo|month1|year1|year3|here]` gathers every screen with each of its
tabs over the last 365 days, and prints of each question that it puts the milliseconds (the best of
three), beside those of the same question to the application's tables as they are (once; the views
of `tests/oracle`, broken off after `PATIENCE`, when their ratio is at least so much); then of each
screen, and of all. On year1 it takes a quarter of an hour.

`here` is the database that `localpro` uses in this folder, as it was published. With
`NAIVE=no` in the environment nothing is asked of the application's tables.
"""

import logging
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from pandas import DataFrame
from sqlalchemy import Connection, Select, create_engine, text
from sqlalchemy.exc import DBAPIError

from dashboard.screens import SCREENS
from dashboard.screens.coverage.gather import AREAS, CELLS, PROVIDERS
from queries import Snapshot, providers, read
from queries.cache import results
from queries.coverage import Shown
from queries.filters import Available, Filters, available
from queries.grain import Grain
from queries.load import named, parse
from queries.metrics.aggregates import Sketch
from queries.metrics.compile import parts
from queries.metrics.question import Question
from tests.dashboard.app import BARS
from tests.marketplaces import UNTIL, asked_for
from tests.oracle import naive

DAYS, ROUNDS, PATIENCE = 365, 3, 15
STRAIGHT = Path(__file__).with_name("straight")
"""Questions that are more than aggregations, straight over what the application keeps."""

SEARCHED_BY_CELL = """
    CREATE TEMPORARY VIEW searched_by_cell AS
    SELECT day, h3_cell, district, category_id, count(*) AS searches,
        etl.place_sketch(etl.customer_hash(
            COALESCE(user_id, session_id), (SELECT key FROM etl.customer_key)
        )) AS customers
    FROM naive.located_searches WHERE h3_cell IS NOT NULL GROUP BY 1, 2, 3, 4"""
DISTINCT = """
    SELECT step.first_day, count(DISTINCT user_id), count(DISTINCT session_id)
    FROM unnest(CAST(:first_days AS date[]), CAST(:last_days AS date[]))
        AS step (first_day, last_day)
    JOIN naive.located_searches ON day BETWEEN step.first_day AND step.last_day GROUP BY 1"""
OBJECT = re.compile(rf"analytics\.({'|'.join(naive.OBJECTS)})\b")


@dataclass(frozen=True)
class Timed:
    """A source that notes how long each question takes, asked for the first time."""

    snapshot: Snapshot
    owner: Connection | None
    seconds: dict[str, tuple[float, float | None]] = field(default_factory=dict)
    """By question: of ours, and of the application's tables; None where that is not asked."""

    known: dict[Any, DataFrame] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The number of the data version."""
        return self.snapshot.version

    @property
    def as_of(self) -> datetime:
        """Everything committed before this moment is in it."""
        return self.snapshot.as_of

    @property
    def published_at(self) -> datetime:
        """When it was published."""
        return self.snapshot.published_at

    def answer(self, question: Question) -> DataFrame:
        """Return what the version answers."""
        cut = f" in {len(question.steps)} steps" if len(question.steps) > 1 else ""
        name = f"{question.metrics[0]} …{len(question.metrics)}"
        name += f" by {', '.join(question.by)}" if question.by else cut
        ask = partial(self.snapshot.answer, question)
        return self._timed(name, question, ask, partial(self._answered_naively, question))

    def frame(self, name: str, **params: Any) -> DataFrame:
        """Return what the version holds."""
        ask = partial(self.snapshot.frame, name, **params)
        key = (name, repr(sorted(params.items(), key=str)))
        return self._timed(name, key, ask, partial(self._read_naively, name, params))

    live_frame = recent_frame = frame

    def _timed(
        self, name: str, key: Any, ask: Callable[[], DataFrame], ask_naively: Callable[[], bool]
    ) -> DataFrame:
        if key not in self.known:
            ours = []
            for _ in range(ROUNDS):
                results.clear()
                started = time.perf_counter()
                self.known[key] = ask()
                ours.append(time.perf_counter() - started)
            is_slower = min(ours) > self.seconds.get(name, (0.0, None))[0]
            if is_slower:
                self.seconds[name] = min(ours), self._naively(ask_naively)
        return self.known[key]

    def _naively(self, ask: Callable[[], bool]) -> float | None:
        if self.owner is None:
            return None
        started = time.perf_counter()
        try:
            with self.owner.begin_nested():
                is_asked = ask()
        except DBAPIError:
            return float(PATIENCE)
        return time.perf_counter() - started if is_asked else None

    def _answered_naively(self, question: Question) -> bool:
        assert self.owner
        for part in parts(question):
            if isinstance(part.metrics[0].aggregate, Sketch):
                days = question.steps or (question.days,)
                steps = {
                    "first_days": [day.start for day in days],
                    "last_days": [day.end for day in days],
                }
                self.owner.execute(text(DISTINCT), steps).fetchall()
            else:
                self.owner.execute(_raw(part.statement)).fetchall()
        return True

    def _read_naively(self, name: str, params: dict[str, Any]) -> bool:
        assert self.owner
        file = STRAIGHT / f"{name}.sql"
        sql = parse(name, file.read_text("utf-8")).sql if file.is_file() else named(name).sql
        sql, replaced = OBJECT.subn(r"naive.\1", sql)
        if not replaced and not file.is_file():
            return False
        self.owner.execute(text(sql), params).fetchall()
        return True


def _raw(statement: Select[Any]) -> Select[Any]:
    return statement.execution_options(schema_translate_map={"analytics": "naive"})


def measure(url: str) -> None:
    """Print the seconds of every question of every screen."""
    os.environ["LOCALPRO_ANALYTICS_URL"] = url
    with read("analytics") as snapshot, _naive(url) as owner:
        known = available(snapshot)
        assert isinstance(known, Available)
        compared = []
        for name in SCREENS:
            source = Timed(snapshot, owner)
            gather(name, source, known)
            compared += tell(name, source)
        print("\nall screens")
        tell_all(compared)


@contextmanager
def _naive(url: str) -> Iterator[Connection | None]:
    """Yield a connection that sees the application's tables as the oracle does; keep nothing."""
    if os.environ.get("NAIVE") == "no":
        yield None
        return
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as owner:
        driver = owner.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        owner.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}s'"))
        naive.install(driver)
        owner.execute(text(SEARCHED_BY_CELL))
        yield owner
        owner.rollback()


def gather(name: str, source: Timed, known: Available) -> None:
    """Put every question that a screen ever puts about the year."""
    screen = SCREENS[name]
    end = min(UNTIL, known.last_day - timedelta(days=1))
    filters = Filters(end - timedelta(days=DAYS - 1), end, data=known.data)
    choices = screen.choose(filters)
    if any(each.name == "trend" for each in fields(choices)):
        choices = replace(choices, trend=replace(choices.trend, grain=Grain.DAY))
    if name == "provider":
        choices = replace(choices, provider=str(providers.leaders(source, filters)["provider_id"]))
    for tab in BARS[name].options:
        screen.gather(source, filters, replace(choices, tab=tab))
    if name == "coverage":
        above = (PROVIDERS, AREAS)
        for shown in ("demand", "covering_providers"):
            cells = replace(choices, base=CELLS, measure=shown, above=above)
            screen.gather(source, filters, replace(cells, shown=Shown(None, None)))


def tell(name: str, source: Timed) -> list[tuple[float, float]]:
    """Print what the questions of a screen took, slowest first; return those asked both ways."""
    print(f"\n{name}: milliseconds, of the application's tables, ratio")
    for question, (ours, raw) in sorted(source.seconds.items(), key=lambda each: -each[1][0]):
        print(f"  {question:<52}{_row(ours, raw)}")
    compared = [(ours, raw) for ours, raw in source.seconds.values() if raw is not None]
    tell_all(compared)
    return compared


def tell_all(compared: list[tuple[float, float]]) -> None:
    """Print the sums of questions that were asked both ways."""
    if compared:
        ours, raw = (sum(side) for side in zip(*compared, strict=True))
        broken = any(is_broken_off(each) for _, each in compared)
        print(f"  {'all that were asked both ways':<52}{_row(ours, raw, at_least=broken)}")


def is_broken_off(raw: float) -> bool:
    """Whether the application's tables would have taken longer."""
    return raw >= PATIENCE


def _row(ours: float, raw: float | None, *, at_least: bool = False) -> str:
    if raw is None:
        return f"{ours * 1000:>9,.1f}"
    more = " or less" if at_least or is_broken_off(raw) else ""
    return f"{ours * 1000:>9,.1f}{raw * 1000:>12,.0f}   1/{raw / ours:,.0f}{more}"


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with asked_for() as marketplace:
        measure(marketplace)
