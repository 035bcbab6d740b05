"""Whatever is asked, the answer is what the rows of the relations come to, added up one by one."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from queries import Snapshot, read
from queries.ask import compared
from queries.frames import only_row
from queries.metrics.question import Question
from queries.periods import Period
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.queries.naive import Row

FIRST, LAST = date(2024, 12, 28), date(2025, 4, 5)
FEW = 5

Rows = list[Row]
Count = Callable[[Rows], Any]

ROWS = {
    "bookings": "SELECT *, cohort_day AS day FROM analytics.booking_funnel_daily",
    "money": "SELECT * FROM analytics.revenue_summary_daily",
    "jobs": "SELECT stats.*, provider.category_id, provider.district"
    " FROM analytics.provider_stats_daily AS stats"
    " JOIN analytics.provider_directory AS provider USING (provider_id)",
    "searches": "SELECT * FROM analytics.search_stats_daily",
    "hours": "SELECT *, extract(isodow FROM day)::int AS weekday FROM analytics.search_hours_daily",
    "booked": "SELECT * FROM analytics.search_bookings_daily",
    "sessions": "SELECT etl.business_day(created_at) AS day, session_id, COALESCE(("
    "    SELECT district FROM geo.districts WHERE ST_Contains(boundary, ST_Point("
    "        (location ->> 'lng')::float, (location ->> 'lat')::float, 4326))"
    "), 'Unknown') AS district FROM public.search_logs",
}
"""The rows that tests add up, in Python."""

SPLIT = {
    "bookings": ("currency", "category", "sub_category", "district"),
    "money": ("currency", "method", "category", "sub_category", "district"),
    "jobs": ("provider", "currency", "category", "sub_category", "district"),
    "searches": ("district",),
    "hours": ("district", "weekday", "hour"),
    "booked": ("category", "sub_category", "district"),
    "sessions": ("district",),
}
"""What each of them can be split by."""

COLUMNS = {
    "category": "category_id",
    "sub_category": "sub_category_id",
    "provider": "provider_id",
}
"""The columns of dimensions that are not called like them."""


def total(*columns: str) -> Count:
    return lambda rows: sum(row[column] for row in rows for column in columns)


def ratio(above: Count, below: Count) -> Count:
    return lambda rows: Decimal(above(rows)) / Decimal(below(rows)) if below(rows) else None


def distinct(column: str) -> Count:
    return lambda rows: len({row[column] for row in rows})


def told(column: str) -> Count:
    """Return how many there are, unless there are few: in any of the districts that are kept."""

    def people(rows: Rows) -> int | None:
        kept = {row["kept"] for row in rows}
        apart = [{row[column] for row in rows if row["kept"] == one} for one in kept]
        if any(len(each) < FEW for each in apart):
            return None
        return len({row[column] for row in rows})

    return people


def bucket(p: Decimal, column: str = "response_buckets") -> Count:
    """Return the bucket of a percentile by nearest rank: of all cases, one by one."""

    def ranked(rows: Rows) -> int | None:
        cases = sorted(
            int(key) for row in rows for key, times in row[column].items() for _ in range(times)
        )
        return cases[math.ceil(p * len(cases)) - 1] if cases else None

    return ranked


@dataclass(frozen=True)
class Known:
    """How tests count a metric: from which rows; the first that can be split as asked."""

    count: Count
    rows: tuple[str, ...]
    is_amount: bool = False


ENDED = total("completed", "cancelled")
METRICS = {
    "requested": Known(total("requested"), ("bookings", "jobs")),
    "prepaid": Known(total("prepaid"), ("bookings",)),
    "completed_rate": Known(ratio(total("completed"), total("requested")), ("bookings",)),
    "completion_seconds": Known(
        ratio(total("completion_seconds_sum"), total("completion_count")), ("bookings",)
    ),
    "quoted_amount": Known(total("quoted_amount"), ("bookings",), is_amount=True),
    "gross_amount": Known(total("gross_amount"), ("money", "jobs"), is_amount=True),
    "net_amount": Known(total("net_amount"), ("money",), is_amount=True),
    "payments": Known(total("payments"), ("money",)),
    "failure_rate": Known(
        ratio(total("failed_payments"), total("payments", "failed_payments")), ("money",)
    ),
    "average_payment": Known(
        ratio(total("gross_amount"), total("payments")), ("money",), is_amount=True
    ),
    "active_providers": Known(distinct("provider_id"), ("jobs",)),
    "jobs_completed": Known(total("completed"), ("jobs",)),
    "job_dispute_rate": Known(ratio(total("disputed"), ENDED), ("jobs",)),
    "rating": Known(ratio(total("rating_sum"), total("reviews")), ("jobs",)),
    "searches": Known(total("searches"), ("searches", "hours")),
    "zero_result_rate": Known(
        ratio(total("zero_results"), total("searches")), ("searches", "hours")
    ),
    "reciprocal_rank": Known(ratio(total("reciprocal_rank_sum"), total("searches")), ("searches",)),
    "searches_booked": Known(total("booked"), ("booked",)),
    "search_booking_rate": Known(ratio(total("booked"), total("searches")), ("booked",)),
    "request_delay_seconds": Known(ratio(total("delay_seconds_sum"), total("booked")), ("booked",)),
    "request_delay_p50": Known(bucket(Decimal("0.50"), "delay_buckets"), ("booked",)),
    "search_sessions": Known(told("session_id"), ("sessions",)),
    "response_p50": Known(bucket(Decimal("0.50")), ("searches",)),
    "response_p95": Known(bucket(Decimal("0.95")), ("searches",)),
}


class World:
    """Everything that the relations hold, row by row, and what buckets of response times mean."""

    def __init__(self, rows: dict[str, Rows], milliseconds: dict[int | None, float | None]) -> None:
        self.rows, self.milliseconds = rows, milliseconds

    def __repr__(self) -> str:
        return "World()"  # a failing example is told with its arguments

    def values(self, dimension: str) -> list[str]:
        column = COLUMNS.get(dimension, dimension)
        found = {
            str(row[column])
            for rows in self.rows.values()
            for row in rows
            if row.get(column) is not None
        }
        return [*sorted(found), "99"]

    def of(self, name: str, asked: set[str]) -> str:
        return next(rows for rows in METRICS[name].rows if asked <= {*SPLIT[rows]})

    def come_to(self, name: str, rows: Rows) -> Any:
        value = METRICS[name].count(rows)
        return self.milliseconds[value] if name.endswith(("_p50", "_p95")) else value


Asked = tuple[World, Snapshot]


@pytest.fixture
def asked(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Asked]:
    database = shared_database("marketplace", random_marketplace.load)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield world(connection), snapshot


def world(connection: psycopg.Connection) -> World:
    cursor = connection.cursor(row_factory=dict_row)
    rows = {name: cursor.execute(statement).fetchall() for name, statement in ROWS.items()}
    buckets = connection.execute(
        "SELECT bucket, analytics.bucket_milliseconds(bucket) FROM generate_series(-1, 3000) bucket"
    )
    return World(rows, {None: None} | dict(buckets.fetchall()))


@st.composite
def questions(draw: st.DrawFn, world: World) -> Question:
    """Draw any question that has an answer."""
    metrics = draw(st.lists(st.sampled_from([*METRICS]), min_size=1, max_size=4, unique=True))
    rows = draw(st.tuples(*(st.sampled_from(METRICS[name].rows) for name in metrics)))
    common = sorted(set.intersection(*({*SPLIT[each]} for each in rows)))
    by = draw(st.lists(st.sampled_from(common), max_size=2, unique=True))
    kept = draw(st.lists(st.sampled_from(common), max_size=2, unique=True))
    where = {
        name: tuple(
            draw(st.lists(st.sampled_from(world.values(name)), min_size=1, max_size=3, unique=True))
        )
        for name in kept
    }
    amounts_in = None
    if any(METRICS[name].is_amount for name in metrics) and "currency" not in by:
        currencies = where.get("currency", ())
        if len(currencies) > 1:
            where["currency"] = currencies[:1]
        elif not currencies:
            amounts_in = draw(st.sampled_from(["INR", "USD", "EUR"]))
    days = draw(periods())
    return Question(
        tuple(metrics),
        days,
        by=tuple(by),
        steps=draw(st.just(()) | cuts(days)),
        where=tuple(where.items()),
        amounts_in=amounts_in,
    )


def periods() -> st.SearchStrategy[Period]:
    days = st.dates(FIRST, LAST)
    return st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


@st.composite
def cuts(draw: st.DrawFn, days: Period) -> tuple[Period, ...]:
    """Draw steps that follow each other from the first of the days to the last."""
    others = st.sets(st.integers(1, days.days - 1), max_size=6) if days.days > 1 else st.just(set())
    begins = [0, *sorted(draw(others)), days.days]
    moments = [days.start + timedelta(days=begin) for begin in begins]
    ends = [moment - timedelta(days=1) for moment in moments[1:]]
    return tuple(map(Period, moments[:-1], ends))


def expected(world: World, question: Question) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return what each metric comes to, by the first day of the step and the dimensions."""
    asked = {*question.by, *dict(question.where)}
    steps = question.steps or (question.days,)
    chosen = {name: rows_for(world, question, name, asked) for name in question.metrics}
    groups = {group(row, question.by) for rows in chosen.values() for row in rows}
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in groups if question.by else [()]:
        mine = {
            name: [row for row in rows if group(row, question.by) == one]
            for name, rows in chosen.items()
        }
        come_to = {
            step.start: {
                name: world.come_to(
                    name, [row for row in rows if step.start <= row["day"] <= step.end]
                )
                for name, rows in mine.items()
            }
            for step in steps
        }
        if not question.by or any(map(has_any, come_to.values())):
            found |= {(start, *one): values for start, values in come_to.items()}
    return found


def has_any(values: dict[str, Any]) -> bool:
    """Return whether there is anything; few people, who are not told, are something."""
    return any(values.values()) or values.get("search_sessions", 0) is None


def rows_for(world: World, question: Question, name: str, asked: set[str]) -> Rows:
    kept = question.kept
    if METRICS[name].is_amount and question.amounts_in:
        kept["currency"] = (question.amounts_in,)
    return [
        row | {"kept": row.get("district") if "district" in kept else None}
        for row in world.rows[world.of(name, {*asked, *kept})]
        if question.days.start <= row["day"] <= question.days.end
        and all(str(row[COLUMNS.get(one, one)]) in values for one, values in kept.items())
    ]


def group(row: Row, by: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[COLUMNS.get(name, name)] for name in by)


def said(frame: Any, question: Question) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the rows of an answer as `expected` has them, None for what is missing."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    columns = [COLUMNS.get(name, name) for name in question.by]
    return {
        (
            row["first_day"] if question.steps else question.days.start,
            *(row[column] for column in columns),
        ): {name: row[name] for name in question.metrics}
        for row in rows
    }


def many(examples: int) -> settings:
    return settings(
        max_examples=examples, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )


@many(120)
@given(data=st.data())
def test_any_question(asked: Asked, data: st.DataObject) -> None:
    world, snapshot = asked
    question = data.draw(questions(world))
    frame = snapshot.answer(question)
    right = expected(world, question)
    assert said(frame, question) == right
    assert len(frame) == len(right)
    assert tuple(frame.columns) == question.columns
    if question.steps:
        assert list(frame["first_day"]) == sorted(frame["first_day"])
    else:
        first = [value for value in frame[question.metrics[0]] if not pd.isna(value)]
        assert first == sorted(first, reverse=True)


@many(30)
@given(data=st.data())
def test_any_comparison(asked: Asked, data: st.DataObject) -> None:
    world, snapshot = asked
    question = replace(data.draw(questions(world)), steps=())
    before = replace(question, days=data.draw(periods()))
    frame = compared(snapshot, before.days, question)
    now, was = (
        {tuple(key[1:]): values for key, values in expected(world, side).items()}
        for side in (question, before)
    )
    nothing = {name: world.come_to(name, []) for name in question.metrics}
    assert said(frame, question) == {
        (question.days.start, *key): now.get(key, nothing) for key in now.keys() | was.keys()
    }
    ended = {f"{name}_before": name for name in question.metrics}
    earlier = frame.drop(columns=[*question.metrics]).rename(columns=ended)
    assert said(earlier, question) == {
        (question.days.start, *key): was.get(key, nothing) for key in now.keys() | was.keys()
    }


@pytest.mark.parametrize("name", METRICS)
def test_each_metric_by_each_of_its_dimensions(asked: Asked, name: str) -> None:
    world, snapshot = asked
    every = {dimension for rows in METRICS[name].rows for dimension in SPLIT[rows]}
    for by in [(), *((dimension,) for dimension in sorted(every))]:
        question = Question((name,), Period(FIRST, LAST), by=by, amounts_in="INR")
        assert said(snapshot.answer(question), question) == expected(world, question)


def test_growth_is_a_ratio_and_no_data_after_nothing(asked: Asked) -> None:
    _, snapshot = asked
    now, before = Period(date(2025, 2, 1), LAST), Period(date(2025, 1, 1), date(2025, 1, 31))
    question = Question(("gross_amount",), now, by=("provider",), where=(("currency", "INR"),))
    frame = compared(snapshot, before, question, growth=("gross_growth",))
    pairs = list(zip(frame["gross_amount"], frame["gross_amount_before"], strict=True))
    assert list(frame["gross_growth"]) == [now / was - 1 if was else None for now, was in pairs]
    assert any(was == 0 for _, was in pairs)
    assert any(was != 0 for _, was in pairs)
    alone = compared(snapshot, None, question, growth=("gross_growth",))
    assert not any(alone["gross_amount_before"])
    assert list(alone["gross_growth"]) == [None] * len(alone)


def test_the_marketplace_can_tell_the_answers_apart(asked: Asked) -> None:
    world, snapshot = asked
    whole = Period(FIRST, LAST)
    everything = Question(tuple(METRICS), whole, where=(), amounts_in="INR")
    assert all(value for value in only_row(snapshot.answer(everything)).values())
    assert all(len(world.values(name)) > 2 for rows in SPLIT.values() for name in rows)


def test_names_stand_beside_ids(asked: Asked) -> None:
    world, snapshot = asked
    question = Question(("requested",), Period(FIRST, LAST), by=("category", "district"))
    assert question.columns == ("category_id", "category", "district", "requested")
    frame = snapshot.answer(question)
    assert set(frame["category"]) == {"Cooks", "Plumbers", "Tutors"}
    assert set(frame["category_id"]) == {row["category_id"] for row in world.rows["bookings"]}


def test_amounts_stay_decimal_and_counts_whole(asked: Asked) -> None:
    question = Question(
        ("gross_amount", "payments", "failure_rate", "search_sessions"),
        Period(FIRST, LAST),
        where=(),
        amounts_in="INR",
    )
    frame = asked[1].answer(question)
    assert isinstance(frame["gross_amount"][0], Decimal)
    assert isinstance(frame["failure_rate"][0], Decimal)
    assert (frame["payments"].dtype, frame["search_sessions"].dtype) == ("int64", "int64")
