"""The tables of examples in the documents say what the function gives."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.etl.reputation.test_recalc import use_mode
from tests.etl.schema.scoring import change, provider, review, score
from tests.postgres import Database

DOCS = Path(__file__).resolve().parents[3] / "docs"

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


TOLD = {
    "new provider, high quality": "new",
    "established, excellent": "established",
    "average": "average",
    "declining": "declining",
}
"""What docs/decisions.md calls them."""


def told(page: str, name: str) -> list[Decimal]:
    """Return what the page's row says: documented, normalised."""
    text = (DOCS / page).read_text(encoding="utf-8")
    row = re.search(rf"^\| {name} \|.*$", text, re.MULTILINE)
    assert row is not None
    return [Decimal(cell.split()[0]) for cell in row[0].strip("| ").split(" | ")[-2:]]


@pytest.mark.parametrize(("name", "example"), TOLD.items())
def test_examples(database: Database, name: str, example: str) -> None:
    with database.connect() as connection:
        scored = provider(connection, **EXAMPLES[example])
        if example == "declining":  # from 4.5 to 4.0 stars: the last ten average 3.5
            review(connection, scored, *[4, 3] * 5)
            change(connection, scored, average_rating=4.0)
        given = []
        for mode in ("documented", "normalised"):
            use_mode(connection, mode)
            given.append(score(connection, scored))
    assert told("reputation.md", example) == told("decisions.md", name) == given
