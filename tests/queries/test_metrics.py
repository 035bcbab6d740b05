"""What is declared of a metric is what is computed, shown and read; what has no answer is said."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from queries.catalog import METRICS, Good, metric
from queries.errors import InvalidQuestion
from queries.load import NamedQuery, catalog
from queries.metrics.aggregates import Growth, Latest, Ratio, Told
from queries.metrics.compile import parts
from queries.metrics.declared import Metric
from queries.metrics.question import Question
from queries.periods import Period
from queries.servers.endpoints import endpoints
from queries.servers.standing import engine_at
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.queries.test_named_queries import READ_BY_PROBE, typical

JANUARY = Period(date(2025, 1, 1), date(2025, 1, 31))
WEEK = Period(date(2025, 1, 1), date(2025, 1, 7))
ANSWERED = [known for known in METRICS.values() if not isinstance(known.aggregate, Told | Growth)]

every_metric = pytest.mark.parametrize("known", ANSWERED, ids=lambda known: known.name)


@pytest.fixture
def migrated(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[psycopg.Connection]:
    database = shared_database("migrated", lambda _: None)
    use_database(database)
    with database.connect() as connection:
        yield connection
        connection.rollback()


def questions(known: Metric) -> Iterator[Question]:
    """Yield a metric by every one and every two of its dimensions, and by none, cut and not."""
    for by in [(), *((name,) for name in known.dimensions), *combinations(known.dimensions, 2)]:
        try:
            whole = Question((known.name,), JANUARY, by=by, amounts_in="INR")
        except InvalidQuestion:
            continue  # no relation has both
        yield whole
        if not isinstance(known.aggregate, Latest):
            yield replace(whole, steps=(WEEK, Period(date(2025, 1, 8), JANUARY.end)))


def reads(connection: psycopg.Connection, question: Question) -> set[str]:
    """Return what the statements of a question read: a view over each depends on just that."""
    found: set[str] = set()
    for part in parts(question):
        compiled = part.statement.compile(dialect=PGDialect_psycopg())
        cursor = psycopg.ClientCursor(connection)
        cursor.execute("DROP VIEW IF EXISTS pg_temp.probe")
        cursor.execute(f"CREATE TEMPORARY VIEW probe AS {compiled}", compiled.params)
        found |= {name for (name,) in connection.execute(READ_BY_PROBE)}
    return found


@every_metric
def test_a_source_that_is_shown_is_the_source_that_is_read(
    known: Metric, migrated: psycopg.Connection
) -> None:
    every = [reads(migrated, question) for question in questions(known)]
    assert set().union(*every) == {*known.sources} - {*known.besides}


@every_metric
@pytest.mark.usefixtures("migrated")
def test_readers_may_ask_for_it(known: Metric) -> None:
    with engine_at(endpoints("analytics")[0]).connect() as connection:
        for question in questions(known):
            for part in parts(question):
                connection.execute(part.statement).fetchall()


@pytest.mark.parametrize("query", catalog().values(), ids=lambda query: query.name)
@pytest.mark.usefixtures("migrated")
def test_what_a_named_query_calls_like_a_metric_comes_from_its_source(query: NamedQuery) -> None:
    with engine_at(endpoints("reporting")[0]).connect() as connection:
        columns = connection.execute(text(query.sql), typical(query)).keys()
    for known in (METRICS[name] for name in columns if name in METRICS):
        assert {*known.sources} & {*query.reads}, known.name
        assert not isinstance(known.aggregate, Ratio), f"{known.name} is made of sums when read"


def test_what_is_told_is_told_by_a_named_query_or_of_a_relation() -> None:
    read = {name for query in catalog().values() for name in query.reads}
    for known in METRICS.values():
        if isinstance(known.aggregate, Told):
            assert known.relations or {*known.sources} <= read, known.name


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("requested", "sum(requested)"),
        ("failure_rate", "sum(failed_payments) / (sum(payments) + sum(failed_payments))"),
        ("active_providers", "count(distinct provider_id)"),
        ("response_p95", "95th percentile of the merged response_buckets"),
        ("searchers", "distinct count of the merged sketches"),
        ("verified_providers", "count(*) where aadhaar_verified"),
        ("gross_growth", "gross_amount now / gross_amount before - 1"),
    ],
)
def test_formulas_are_written_from_what_is_computed(name: str, formula: str) -> None:
    assert metric(name).formula == formula


def test_rates_are_better_one_way() -> None:
    assert metric("cancellation_rate").good is Good.DOWN
    assert metric("completed_rate").good is Good.UP
    assert metric("take_rate").good is Good.NEITHER


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"metrics": ("nothing",)}, "there is no metric called 'nothing'"),
        ({"metrics": ()}, "at least one metric"),
        (
            {"metrics": ("zero_results",), "by": ("category",)},
            "zero_results has no dimension category; it has district, weekday, hour",
        ),
        (
            {"metrics": ("requested", "zero_results"), "where": (("category", "x"),)},
            "zero_results has no dimension category",
        ),
        (
            {"metrics": ("gross_amount",), "by": ("method", "provider"), "amounts_in": "INR"},
            "gross_amount cannot be told by method, provider together",
        ),
        ({"metrics": ("gross_amount",)}, "never added up: ask for one"),
        ({"metrics": ("average_payment",), "by": ("method",)}, "never added up"),
        (
            {"metrics": ("tax_amount",), "where": (("currency", "INR"),), "amounts_in": "USD"},
            "amounts are of INR or of USD: say one",
        ),
        ({"metrics": ("searchers",), "by": ("hour",)}, "no dimension hour; it has district"),
        ({"metrics": ("demand",)}, "more than an aggregation"),
        ({"metrics": ("providers",), "steps": (JANUARY,)}, "cannot be cut in time"),
        ({"metrics": ("gross_growth",)}, "takes days to compare with"),
        ({"metrics": ("searches",), "where": (("hour", "noon"),)}, "hour is a number, not 'noon'"),
        ({"metrics": ("searches",), "where": (("district", ()),)}, "which values of district"),
        (
            {"metrics": ("tax_amount",), "where": (("currency", ("INR", "USD")),)},
            "never added up",
        ),
    ],
)
def test_what_has_no_answer_is_said(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidQuestion, match=message):
        Question(days=JANUARY, **asked)


def test_amounts_need_one_currency_and_counts_none() -> None:
    Question(("payments",), JANUARY)
    Question(("gross_amount", "requested"), JANUARY, amounts_in="INR")
    Question(("gross_amount",), JANUARY, where=(("currency", "INR"),))
    Question(("gross_amount",), JANUARY, by=("currency",))
    Question(("gross_amount",), JANUARY, by=("currency",), where=(("currency", ("INR", "USD")),))


def test_questions_that_ask_the_same_are_the_same() -> None:
    kept = (("district", "Agra"), ("category", "x"))
    one, other = (Question(("requested",), JANUARY, where=where) for where in (kept, kept[::-1]))
    assert one == other
    assert hash(one) == hash(other)
    once = Question(("requested",), JANUARY, where=(("district", ("Lucknow", "Agra")),))
    twice = Question(
        ("requested",), JANUARY, where=(("district", "Agra"), ("district", ("Lucknow", "Agra")))
    )
    assert once == twice
    assert once.kept == {"district": ("Agra", "Lucknow")}
