"""Screens, queries, the metric catalog and its page agree."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from queries.catalog import GROUPS, METRICS, Metric, metric
from queries.errors import QueryError
from queries.metrics.page import page

ROOT = Path(__file__).resolve().parents[2]

every_metric = pytest.mark.parametrize("known", METRICS.values(), ids=lambda known: known.name)


@every_metric
def test_a_metric_is_said_in_full(known: Metric) -> None:
    assert re.fullmatch(r"[A-Z0-9].+[.]", known.meaning)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", known.name)
    assert all([known.label, known.formula, known.grain, known.source])
    assert "|" not in known.meaning + known.formula, "a bar would end the cell of docs/metrics.md"


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


def test_every_metric_is_shown_or_read_for_a_screen(code: list[ast.AST]) -> None:
    functions = nodes((ROOT / "queries").glob("*.py"))
    texts = {node.value for node in [*code, *functions] if isinstance(node, ast.Constant)}
    assert set(METRICS) <= texts


@pytest.fixture(scope="module")
def code() -> list[ast.AST]:
    """Every node of the dashboard's code."""
    return nodes((ROOT / "dashboard").rglob("*.py"))


def nodes(files: Iterable[Path]) -> list[ast.AST]:
    return [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]


def test_the_page_of_the_catalog_is_up_to_date() -> None:
    assert (ROOT / "docs" / "metrics.md").read_text("utf-8") == page(), "run `make docs`"
