"""docs/reputation.md says what the function gives."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.etl.reputation.test_recalc import use_mode
from tests.etl.schema.scoring import change, provider, review, score
from tests.postgres import Database

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reputation.md"

EXAMPLES: dict[str, dict[str, Any]] = {
    "new": {"days": 30, "completed_jobs": 5, "average_rating": 5, "response_time_seconds": 300,
            "aadhaar_verified": True},
    "established": {"days": 180, "completed_jobs": 200, "average_rating": 4.8,
                    "response_time_seconds": 480, "aadhaar_verified": True,
                    "background_verified": True},
    "average": {"days": 90, "completed_jobs": 50, "average_rating": 4.2,
                "response_time_seconds": 2700, "aadhaar_verified": True},
    "declining": {"completed_jobs": 100, "cancelled_jobs": 15, "average_rating": 4.0,
                  "response_time_seconds": 7200},
}  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples(database: Database, example: str) -> None:
    row = re.search(rf"^\| {example} \|.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert row is not None
    *_, documented, normalised = (cell.split()[0] for cell in row[0].strip("| ").split(" | "))
    with database.connect() as connection:
        scored = provider(connection, **EXAMPLES[example])
        if example == "declining":  # from 4.5 to 4.0 stars: the last ten average 3.5
            review(connection, scored, *[4, 3] * 5)
            change(connection, scored, average_rating=4.0)
        assert score(connection, scored) == Decimal(documented)
        use_mode(connection, "normalised")
        assert score(connection, scored) == Decimal(normalised)
