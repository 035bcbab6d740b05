"""Recalculation is the function's score for every provider, and writes only what differs."""

import threading
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from etl.db import Lock, connect, exclusive
from etl.errors import BusyError
from etl.reputation import recalc as recalculation
from etl.reputation.recalc import recalc, rescore, stale_providers
from tests.etl.reputation import naive
from tests.etl.schema.scoring import change, provider, score
from tests.factories import ist, make_booking, make_customer, make_review
from tests.postgres import Database

MEASURES = {
    "average_rating": st.decimals(0, 5, places=2),
    "completed_jobs": st.integers(0, 150),
    "cancelled_jobs": st.integers(0, 30),
    "response_time_seconds": st.sampled_from([0, 600, 601, 1800, 3600, 7200, 9000]),
    "aadhaar_verified": st.booleans(),
    "background_verified": st.booleans(),
    "reputation_score": st.decimals(0, 100, places=2),
}


def use_mode(connection: psycopg.Connection, mode: str) -> None:
    connection.execute(
        "INSERT INTO system_config (key, value) VALUES ('reputation', %s)"
        " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        (Jsonb({"mode": mode}),),
    )


def stored_scores(connection: psycopg.Connection) -> dict[str, Decimal]:
    scores = "SELECT id, reputation_score FROM provider_profiles"
    return dict(connection.execute(scores).fetchall())


def scores_one_by_one(connection: psycopg.Connection, providers: Iterable[str]) -> dict[str, Any]:
    """Return what the function gives, called for one provider at a time."""
    return {each: score(connection, each) for each in providers}


REVIEWS = st.lists(
    st.fixed_dictionaries(
        {
            "overall_rating": st.integers(1, 5),
            # seldom hidden, so that ten and more remain; often written at the same moment
            "is_published": st.integers(0, 7).map(bool),
            "is_flagged": st.integers(0, 7).map(lambda chance: not chance),
            "created_at": st.integers(1, 6).map(lambda hour: ist(f"2025-03-01 0{hour}:00")),
        }
    ),
    max_size=16,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    mode=st.sampled_from(["documented", "normalised"]),
    marketplace=st.lists(
        st.tuples(st.integers(0, 400), REVIEWS, st.fixed_dictionaries(MEASURES)),
        min_size=1,
        max_size=6,
    ),
)
def test_every_score_is_the_functions(
    database: Database,
    mode: str,
    marketplace: list[tuple[int, list[dict[str, Any]], dict[str, Any]]],
) -> None:
    """Providers of all earlier examples stay, so that a change of mode concerns them too."""
    with database.connect() as connection:
        use_mode(connection, mode)
        customer = make_customer(connection)
        for days, reviews, measures in marketplace:
            scored = provider(connection, days=days)
            for review in reviews:
                booking = make_booking(connection, customer, scored)
                make_review(connection, booking, customer, scored, **review)
            change(connection, scored, **measures)
    assert recalc(database.owner_url).mode == mode
    with database.connect() as connection:
        stored = stored_scores(connection)
        assert stored == scores_one_by_one(connection, stored)
        assert stored == naive.scores(connection, mode)


def test_only_scores_that_differ_are_written(database: Database) -> None:
    """xmin names the transaction that wrote a row: it stays where the score was right already."""
    with database.connect() as connection:
        right, wrong = provider(connection), provider(connection)
        rescore(connection, [right])
        change(connection, wrong, reputation_score=99)
    versions = "SELECT id, xmin::text FROM provider_profiles"
    with database.connect() as connection:
        before = dict(connection.execute(versions).fetchall())
    assert recalc(database.owner_url).changed == 1
    with database.connect() as connection:
        after = dict(connection.execute(versions).fetchall())
        runs = connection.execute("SELECT job, outcome, row_count FROM etl.runs").fetchall()
    assert after[right] == before[right]
    assert after[wrong] != before[wrong]
    assert runs == [("reputation", "succeeded", 1)]
    assert recalc(database.owner_url).changed == 0


def test_batches_cover_everybody(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalculation, "BATCH", 2)
    with database.connect() as connection:
        for _ in range(5):
            change(connection, provider(connection), reputation_score=99)
    steps: list[tuple[int, int]] = []
    recalc(database.owner_url, on_written=lambda *step: steps.append(step))
    assert steps == [(2, 5), (4, 5), (5, 5)]
    with database.connect() as connection:
        assert stale_providers(connection) == []


def test_a_job_that_completes_meanwhile_counts(database: Database) -> None:
    """The recalculation waits for the booking's transaction, then scores with its job.

    4.50 stars, 4 jobs: 36 + .8 + 9 + 0 + 10 + 5 + 5 = 65.80, new: x .8 = 52.64.
    The fifth job: 36 + 1 + 9 + 0 + 10 + 5 + 5 = 66.00.
    """
    with database.connect() as connection:
        scored = provider(connection, average_rating=4.5, completed_jobs=4)
        customer = make_customer(connection)
    with database.connect() as writer, database.connect(autocommit=True) as observer:
        make_booking(writer, customer, scored, status="COMPLETED")
        running = threading.Thread(target=recalc, args=(database.owner_url,))
        running.start()
        while not waits(observer):
            assert running.is_alive()
        writer.commit()
        running.join()
        row = observer.execute("SELECT reputation_score FROM provider_profiles").fetchone()
    assert row == (Decimal("66.00"),)


def waits(observer: psycopg.Connection) -> bool:
    row = observer.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'localpro reputation'"
        " AND wait_event_type = 'Lock' AND datname = current_database()"
    ).fetchone()
    return row == (1,)


def test_two_recalculations_do_not_overlap(database: Database) -> None:
    with (
        connect(database.owner_url) as other,
        exclusive(other, Lock.REPUTATION),
        pytest.raises(BusyError),
    ):
        recalc(database.owner_url)
