"""The drill: a table is lost and brought back as it was; then the whole cluster is."""

from pathlib import Path

import pytest

from etl.backup.drill import clear, drill, told

pytestmark = pytest.mark.slow


def test_what_is_lost_comes_back(tmp_path: Path) -> None:
    try:
        outcome = drill(tmp_path / "drill")
    finally:
        clear(tmp_path / "drill")
    assert outcome.tables > 60
    assert outcome.rows > 50_000
    assert outcome.weeks >= 4
    assert outcome.days > 30
    assert 0 < outcome.rpo_seconds < outcome.rpo_most_seconds
    assert outcome.rpo_most_seconds < 120
    assert any("RTO" in line for line in told(outcome))
