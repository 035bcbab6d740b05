"""Our scores beside those of the document's function, as it is and with its mistakes put right."""

from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.etl.schema import document
from tests.etl.schema.scoring import change, provider, review, score


def install_documents_function(
    connection: psycopg.Connection, *corrections: tuple[str, str]
) -> None:
    """Put the document's function in schema `trial`, with some of its text replaced."""
    text = document.sql("reputation")
    for wrong, right in corrections:
        assert wrong in text
        text = text.replace(wrong, right)
    connection.execute("CREATE SCHEMA trial; SET LOCAL search_path = trial, public")
    connection.execute(text)


D7 = (
    "FROM reviews\n      WHERE provider_id = provider_id_param\n      ORDER BY created_at DESC\n"
    "      LIMIT 10\n",
    "FROM (SELECT overall_rating FROM reviews WHERE provider_id = provider_id_param"
    " AND is_published AND NOT is_flagged ORDER BY created_at DESC, id DESC LIMIT 10) AS r\n",
)


D9 = (
    "COALESCE(pp.response_time_seconds, 3600)",
    "COALESCE(NULLIF(pp.response_time_seconds, 0), 3600)",
)


D10 = ("COALESCE(AVG(overall_rating), 0)", "COALESCE(AVG(overall_rating), pp.average_rating)")


def documents_score(connection: psycopg.Connection, scored: str) -> Decimal:
    row = connection.execute("SELECT trial.calculate_reputation_score(%s)", (scored,)).fetchone()
    assert row is not None
    return Decimal(row[0])


def test_documents_function_fails_on_every_call(connection: psycopg.Connection) -> None:
    """D7."""
    install_documents_function(connection)
    with pytest.raises(psycopg.errors.GroupingError, match="created_at"):
        documents_score(connection, provider(connection))


def test_documents_function_gives_nobody_full_marks(connection: psycopg.Connection) -> None:
    """D13. Every measure is NULL, and LEAST(100, NULL) is 100."""
    install_documents_function(connection, D7)
    assert documents_score(connection, "nobody") == 100


def test_an_unknown_response_time_is_not_an_instant_answer(connection: psycopg.Connection) -> None:
    """D9. A new provider: 0 + 0 + 60 x .15 + 0 + 10 + 5 + 5 = 29.00, x .8 = 23.20.

    The document gives 100 x .15 for answering: 35.00 x .8 = 28.00.
    """
    newcomer = provider(connection)
    assert score(connection, newcomer) == Decimal("23.20")
    install_documents_function(connection, D7, D10)
    assert documents_score(connection, newcomer) == Decimal("28.00")


def test_no_reviews_are_not_a_decline(connection: psycopg.Connection) -> None:
    """D10. 4.50 stars, no review here: 36 + 20 + 9 + 0 + 10 + 5 + 5 = 85.00.

    The document gives 80 x .05 for a decline: 84.00.
    """
    steady = provider(connection, average_rating=4.5, completed_jobs=100)
    assert score(connection, steady) == Decimal("85.00")
    install_documents_function(connection, D7, D9)
    assert documents_score(connection, steady) == Decimal("84.00")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.integers(0, 400),
    stars=st.lists(st.integers(1, 5), max_size=12),
    values=st.fixed_dictionaries(
        {
            "average_rating": st.decimals(0, 5, places=2),
            "completed_jobs": st.integers(0, 300),
            "cancelled_jobs": st.integers(0, 60),
            "response_time_seconds": st.sampled_from([0, 600, 601, 1800, 3600, 7200, 9000]),
            "aadhaar_verified": st.booleans(),
            "background_verified": st.booleans(),
        }
    ),
)
def test_score_is_the_documents_with_its_corrections(
    connection: psycopg.Connection, days: int, stars: list[int], values: dict[str, Any]
) -> None:
    """An independent oracle: the document's procedural function with D7, D9 and D10 put right."""
    with connection.transaction(force_rollback=True):
        install_documents_function(connection, D7, D9, D10)
        scored = provider(connection, days=days)
        review(connection, scored, *stars)
        change(connection, scored, **values)
        assert score(connection, scored) == documents_score(connection, scored)
