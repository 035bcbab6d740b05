"""SQL is read by people: one width for every file."""

import re
from pathlib import Path

import pytest

ETL = Path(__file__).resolve().parents[3] / "etl"
LONGEST_LINE = 100
FILES = sorted(path for path in ETL.rglob("*.sql") if path.parent.name != "seed")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ETL)))
def test_lines_fit(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ETL)))
def test_columns_of_the_application_are_named(path: Path) -> None:
    """`SELECT *` in a function or a view would hold every column: none could be dropped."""
    assert not re.search(r"SELECT \*\s+FROM public\.", path.read_text("utf-8"))
