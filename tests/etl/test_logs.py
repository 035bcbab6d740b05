"""Lines of the log as JSON: one object each, whatever is in them."""

import json
import logging
import os
import subprocess
import sys

import pytest

from etl.logs import AsJson
from queries import tracing


def line(record: logging.LogRecord) -> dict[str, object]:
    said: dict[str, object] = json.loads(AsJson().format(record))
    return said


def record(message: str, **more: object) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message, "levelname": "WARNING", "name": "a.b", **more})


def test_a_line_is_one_object_whatever_is_said() -> None:
    said = line(record('two\nlines, "quoted", नल', created=0.25, seconds=1.5, where=object))
    assert said == {
        "time": "1970-01-01T00:00:00.250+00:00",
        "level": "warning",
        "logger": "a.b",
        "message": 'two\nlines, "quoted", नल',
        "seconds": 1.5,
        "where": "<class 'object'>",
    }


def test_an_error_is_said_with_where_it_came_from() -> None:
    try:
        raise ValueError("no")
    except ValueError:
        said = line(record("failed", exc_info=sys.exc_info()))
    assert str(said["exception"]).startswith("Traceback")
    assert str(said["exception"]).endswith("ValueError: no")


def test_a_line_says_what_it_is_about() -> None:
    request = tracing.begin("the id by which one joins a session")
    tracing.note(version=7)
    about = record("slow", version=8)
    assert tracing.About().filter(about)
    assert about.request == request  # type: ignore[attr-defined]
    assert about.version == 8, "what it says itself stays"  # type: ignore[attr-defined]
    assert len(about.session) == 8  # type: ignore[attr-defined]
    tracing.begin()
    other = record("another")
    tracing.About().filter(other)
    assert not hasattr(other, "session")
    assert other.request != request  # type: ignore[attr-defined]


@pytest.mark.parametrize("given", ["yaml", "JSON "])
def test_another_form_is_refused_in_a_line(given: str) -> None:
    command = [sys.executable, "-m", "etl.cli", "maintenance", "analyze"]
    own = os.environ | {"LOCALPRO_LOG_FORMAT": given}
    done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("localpro: LOCALPRO_LOG_FORMAT: ")
    assert len(done.stderr.splitlines()) == 1
