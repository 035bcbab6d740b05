"""Screens, queries, the metric catalog and its page agree."""

import ast
import re
from pathlib import Path

import pytest

from queries.catalog import GROUPS, METRICS, Metric, metric
from queries.errors import QueryError
from queries.metrics.page import page
from tests.conftest import SharedDatabase

ROOT = Path(__file__).resolve().parents[2]

every_metric = pytest.mark.parametrize("known", METRICS.values(), ids=lambda known: known.name)


@pytest.fixture(scope="module")
def columns(shared_database: SharedDatabase) -> dict[str, set[str]]:
    """The columns of every relation of the analytics schema."""
    found: dict[str, set[str]] = {}
    with shared_database("migrated", lambda _: None).connect() as connection:
        for relation, column in connection.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute"
            " JOIN pg_class ON pg_class.oid = attrelid"
            " WHERE relnamespace = 'analytics'::regnamespace AND attnum > 0"
        ):
            found.setdefault(relation, set()).add(column)
    return found


@every_metric
def test_a_metric_is_said_in_full(known: Metric) -> None:
    assert re.fullmatch(r"[A-Z0-9].+[.]", known.meaning)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", known.name)
    assert all([known.label, known.formula, known.grain, known.source])
    assert "|" not in known.meaning + known.formula, "a bar would end the cell of docs/metrics.md"


@every_metric
def test_a_metric_comes_from_columns_that_exist(
    known: Metric, columns: dict[str, set[str]]
) -> None:
    sources = known.source.split(", ")
    assert set(sources) <= set(columns)
    there = set().union(*(columns[source] for source in sources))
    assert set(summed(known.formula)) <= there


def summed(formula: str) -> list[str]:
    """Return the names inside sum(…) and count(distinct …); other words are prose."""
    return re.findall(r"(?:sum\(|count\(distinct )(\w+)\)", formula)


def test_names_and_labels_are_unique() -> None:
    everything = [known.name for group in GROUPS.values() for known in group]
    assert sorted(everything) == sorted(METRICS)
    for group in GROUPS.values():
        labels = [known.label for known in group]
        assert sorted(labels) == sorted(set(labels))


def test_an_unknown_metric_is_named_in_the_error() -> None:
    with pytest.raises(QueryError, match="no metric called 'nothing'"):
        metric("nothing")


def test_screens_ask_for_nothing_that_the_catalog_lacks(code: list[ast.AST]) -> None:
    calls = (node for node in code if isinstance(node, ast.Call) and node.args)
    asked = {
        str(call.args[0].value)
        for call in calls
        if ast.unparse(call.func).split(".")[-1] in {"metric", "measure", "Kpi"}
        and isinstance(call.args[0], ast.Constant)
    }
    assert asked
    assert asked <= set(METRICS)


def test_every_metric_is_on_some_screen(code: list[ast.AST]) -> None:
    texts = {node.value for node in code if isinstance(node, ast.Constant)}
    assert set(METRICS) <= texts


@pytest.fixture(scope="module")
def code() -> list[ast.AST]:
    """Every node of the dashboard's code."""
    files = (ROOT / "dashboard").rglob("*.py")
    return [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]


def test_the_page_of_the_catalog_is_up_to_date() -> None:
    assert (ROOT / "docs" / "metrics.md").read_text("utf-8") == page(), "run `make docs`"
