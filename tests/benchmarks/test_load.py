"""What a load counts as an error, and how it counts the rest."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.load_report import Load, Sample, Version, growth, judge, percentile
from benchmarks.viewers import LIVE, Click, Session
from benchmarks.writer import ROWS, SHARES, chosen

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def version(number: int, said: str) -> Version:
    return Version(number, NOON, NOON + timedelta(seconds=5), said)


def judged(*clicks: Click) -> list[list[str]]:
    """Judge what one person saw, where 12:00 is of versions 1 and 2, and 12:01 of version 3."""
    load = Load(0.0, people=[Session(random.Random(1), clicks=[*clicks])])
    load.versions = [version(1, "12:00"), version(2, "12:00"), version(3, "12:01")]
    judge(load)
    return [click.errors for click in clicks]


def test_an_older_version_than_before_is_an_error_as_far_as_pages_tell() -> None:
    sure, newer = Click("data", 0, as_of="12:00", version=2), Click("", 1, as_of="12:01")
    older, maybe = Click("", 2, as_of="12:00"), Click("", 3, as_of="12:01", version=3)
    assert judged(sure, Click("", 0.5, as_of="12:00"), newer, older, maybe) == [
        [],
        [],
        [],
        ["version 2 at most, after version 3"],
        [],
    ]
    first = Click("data", 0, as_of="12:00", version=1)
    assert judged(Click("data", 0, as_of="12:00", version=2), first)[1] == [
        "version 1 at most, after version 2"
    ]


def test_what_nobody_published_and_a_page_without_data_are_errors() -> None:
    said = judged(Click("", 0, as_of="11:00"), Click("revenue", 1), Click(LIVE, 2))
    assert said == [
        ["data as of 11:00, which nobody published"],
        ["a page that says nothing of its data"],
        [],
    ]


def test_a_viewer_sees_errors_and_of_when_the_data_is() -> None:
    click = Click("", 0)
    session = Session(random.Random(1), clicks=[click])
    alert, told, caption = ForwardMsg(), ForwardMsg(), ForwardMsg()
    alert.delta.new_element.alert.format = Alert.ERROR
    alert.delta.new_element.alert.body = "The database does not answer"
    told.delta.new_element.exception.message = "KeyError"
    said = (
        "1 – 28 Nov 2026 · Data as of 28 Nov 2026, 18:05 · read from replica 1 · nothing happened"
    )
    caption.delta.new_element.markdown.body = said
    for message in (alert, told, caption):
        session._shown(message)
    assert session.errors == ["The database does not answer", "KeyError"]
    assert (click.as_of, click.server) == ("28 Nov 2026, 18:05", "replica 1")
    alone = ForwardMsg()
    alone.delta.new_element.markdown.body = "Data as of 28 Nov 2026, 18:06"
    session._shown(alone)
    assert click.as_of == "28 Nov 2026, 18:06"


@pytest.mark.parametrize("code", [1000, 1001, 1011])
def test_a_connection_that_the_server_ends_is_an_error_however_politely(code: int) -> None:
    async def leave(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.close(code)

    async def visit() -> Session:
        person = Session(random.Random(1))
        async with serve(leave, "127.0.0.1", 0, subprotocols=["streamlit"]) as server:  # type: ignore[list-item]
            port = next(iter(server.sockets)).getsockname()[1]
            await person.stay(port, person.open)
        return person

    person = asyncio.run(visit())
    assert len(person.clicks[0].errors) == len(person.errors) == 1


def test_growth_is_that_of_a_line_through_all_samples() -> None:
    samples = [Sample(60.0 * at, 100.0 + 2 * at, 0.0) for at in range(4)]
    assert growth(samples) == (pytest.approx(6), pytest.approx(2))
    assert growth(samples[:1]) == (0, 0)


def test_percentiles_of_few_values() -> None:
    assert percentile([], 95) == 0
    assert percentile([3.0], 95) == 3
    assert percentile([0.0, 1.0, 2.0], 50) == 1


def test_rows_are_written_by_their_shares_of_what_can_be_written() -> None:
    chance, rows = random.Random(1), Counter[str]()
    for _ in range(20_000):
        kind = chosen(chance, lambda _: True)
        rows[kind] += ROWS[kind]
    shares = {kind: rows[kind] / rows.total() for kind in SHARES}
    assert shares == pytest.approx(SHARES, abs=0.02)
    assert {chosen(chance, lambda kind: kind == "pay") for _ in range(9)} == {"pay"}
