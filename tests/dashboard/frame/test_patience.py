"""A page that waits for little waits for everything; one that waits too often gives up."""

from datetime import date

import pytest

from dashboard.frame.patience import Patient
from queries.errors import QueryError, QueryTimeout
from queries.metrics.question import Question
from queries.periods import Period
from tests.dashboard.fake import Fake

MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
LATE = {
    name: QueryTimeout(f"{name} took longer than 20 s")
    for name in ("data_jobs", "data_runs", "data_objects", "requested")
}


def test_what_took_too_long_is_asked_once() -> None:
    fake = Fake(failing=LATE)
    patient = Patient(fake)
    for steps in ((), (MARCH,)):
        with pytest.raises(QueryTimeout, match="requested took longer"):
            patient.answer(Question(("requested",), MARCH, steps=steps))
        with pytest.raises(QueryTimeout, match="data_jobs took longer"):
            patient.live_frame("data_jobs")
    assert len(patient.frame("data_sources")) == 4
    assert fake.asked == ["requested", "data_jobs", "data_sources"]


def test_after_three_nothing_more_is_tried() -> None:
    fake = Fake(failing=LATE)
    patient = Patient(fake)
    for name in ("data_jobs", "data_runs", "data_objects"):
        with pytest.raises(QueryTimeout, match=f"{name} took longer"):
            patient.frame(name)
    with pytest.raises(QueryTimeout, match="this was not tried"):
        patient.answer(Question(("requested",), MARCH))
    with pytest.raises(QueryTimeout, match="this was not tried"):
        patient.frame("data_sources")
    assert fake.asked == ["data_jobs", "data_runs", "data_objects"]


def test_other_errors_are_no_reason_to_wait_less() -> None:
    fake = Fake(failing=dict.fromkeys(LATE, QueryError("it failed")))
    patient = Patient(fake)
    for name in (*LATE, *LATE):
        with pytest.raises(QueryError, match="it failed"):
            patient.frame(name)
    assert (patient.version, patient.as_of, patient.published_at) == (
        fake.version,
        fake.as_of,
        fake.published_at,
    )
