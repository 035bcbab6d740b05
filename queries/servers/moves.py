"""Moves of reads between servers, kept on the primary: every process shows what any of them saw,
also after a restart.
"""

import os
import socket
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from pandas import DataFrame, concat
from sqlalchemy import TIMESTAMP, Text, func, literal, select

from queries.errors import QueryError
from queries.frames import to_frame
from queries.primary import transaction
from queries.servers.endpoints import SERVES
from queries.servers.fleet import Fleet, Move
from queries.settings import settings
from queries.source import Source

MOST = 200
"""How many of the last are shown."""

COLUMNS = ("at", "seen_by", "workload", "server_before", "server_after", "why")


def keep(known: Fleet) -> None:
    """Write down the moves that nobody has; while the primary is away they wait. Raises nothing."""
    while known.unsaved:
        try:
            _write(known.unsaved[0])
        except QueryError:
            return
        known.unsaved.popleft()


def told(source: Source, waiting: Sequence[Move]) -> DataFrame:
    """Return when reads moved, the newest first: what is written down, and what waits to be.

    Columns: those of `server_moves`, and serves (what people call the workload).
    """
    saved = source.live_frame("server_moves", most_moves=MOST)
    found = concat([to_frame(COLUMNS, [_row(each)]) for each in reversed(waiting)] + [saved])
    return found.reset_index(drop=True).assign(
        serves=[SERVES.get(each, each) for each in found["workload"]]
    )


def _row(move: Move) -> tuple[object, ...]:
    at = move.at.astimezone(ZoneInfo(settings().timezone))
    return (at, _this_process(), move.workload, move.before, move.after, move.why)


def _write(move: Move) -> None:
    texts = (_this_process(), move.workload, move.before, move.after, move.why)
    said = [literal(move.at, TIMESTAMP(timezone=True)), *(literal(each, Text) for each in texts)]
    with transaction("a move of reads") as connection:
        connection.execute(select(func.access.record_move(*said)))


def _this_process() -> str:
    return f"{socket.gethostname()} {os.getpid()}"
