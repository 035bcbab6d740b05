"""Archive what is due, step by step: each step may be the last of a run, the next run goes on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import psycopg

from etl.archive import fingerprint
from etl.archive.columns import of_table
from etl.archive.export import export, verify
from etl.archive.statements import of_week
from etl.archive.store import Store
from etl.archive.weeks import KEPT, PARENT, State, Week, advance, due_weeks, find_week
from etl.clock import TRUSTED, require_credible
from etl.db import Lock, connect, exclusive
from etl.errors import ArchiveError
from etl.ledger import in_ledger
from etl.partitions.detach import detach, state_of
from etl.partitions.expire import drop
from etl.partitions.patience import patiently
from etl.refresh.engine import Affected
from etl.refresh.marks import pending
from etl.refresh.publish import publish
from etl.rollups.units import SEARCH_DAY

Said = Callable[[Week, str], None]
"""Is told after each step which week has reached which state."""


@dataclass(frozen=True)
class Archive:
    """What every step needs: a connection in autocommit mode, the database's URL, the store."""

    connection: psycopg.Connection
    url: str | None
    store: Store


def due(url: str | None = None) -> list[Week]:
    """Return the weeks that a run would archive now."""
    with connect(url) as connection:
        return due_weeks(connection)


def archive(
    store: Store,
    url: str | None = None,
    *,
    weeks: Iterable[str] = (),
    said: Said = lambda _week, _state: None,
    trust_clock: bool = False,
) -> list[Week]:
    """Archive the named weeks, or all that are due, and return them.

    Raises BusyError when another run or a refresh is on, InUseError when a table stays in use,
    ArchiveError when a week cannot be written or verified. Nothing is dropped before it has been
    read back; what was done stays done, and the next run goes on from there. Raises ClockError
    before anything is done when the clock is doubtful, unless a person vouches for it.
    """
    names = list(weeks)
    trust = TRUSTED if trust_clock else {}
    with (
        in_ledger("archive", {"weeks": names, "store": store.root, **trust}, url) as run,
        connect(url, autocommit=True, application_name="localpro archive") as connection,
        exclusive(connection, Lock.ARCHIVE),
    ):
        going = [_old_week(connection, name) for name in names] or due_weeks(connection)
        if going and not trust_clock:
            require_credible(connection, "localpro archive")
        done = []
        for week in going:
            done.append(_take_through(Archive(connection, url, store), week, said))
            run.row_count = sum(each.row_count or 0 for each in done)
        return done


def _old_week(connection: psycopg.Connection, name: str) -> Week:
    week = find_week(connection, name)
    if not week.is_old:
        raise ArchiveError(f"week {name} is younger than {KEPT}: it still takes changes")
    return week


def _take_through(place: Archive, week: Week, said: Said) -> Week:
    while week.state != "archived":
        STEPS[week.state](place, week)
        week = find_week(place.connection, week.week)
        said(week, str(week.state))
    return week


def close(place: Archive, week: Week) -> None:
    """Refuse changes of the week from now on; those that are under way end first.

    Raises ArchiveError before that when the archive cannot keep one of its columns.
    """
    of_table(place.connection, week.table)
    patiently(place.connection, f"close {week.child}", partial(_close, place.connection, week))


def leave(place: Archive, week: Week) -> None:
    """Detach the week when the rollups hold its days; they cannot be recomputed afterwards."""
    if state_of(place.connection, week.child) == "attached":
        of_table(place.connection, week.table)
        _settle(place, week)
        with exclusive(place.connection, Lock.REFRESH):
            if _is_unsettled(place.connection, week):
                raise ArchiveError(f"week {week.week} has changes that no refresh has seen yet")
            detach(place.connection, PARENT, week.child)
    else:
        detach(place.connection, PARENT, week.child)
    advance(place.connection, week, "detached")


def write(place: Archive, week: Week) -> None:
    """Write the week to the archive."""
    columns = of_table(place.connection, week.table)
    found = export(place.url, place.store, week, columns)
    advance(place.connection, week, "exported", found)


def let_go(place: Archive, week: Week) -> None:
    """Read the week back and drop it; when that fails, it will be written anew."""
    try:
        verify(place.store, week)
        patiently(place.connection, f"drop {week.child}", partial(_drop, place.connection, week))
    except ArchiveError:
        advance(place.connection, week, "detached")
        raise


STEPS: dict[State | None, Callable[[Archive, Week], None]] = {
    None: close,
    "restored": close,
    "closed": leave,
    "detached": write,
    "exported": let_go,
}
"""What is to be done with a week in each state."""


def _close(connection: psycopg.Connection, week: Week) -> None:
    with connection.transaction():
        connection.execute(of_week("close", week.table))
        advance(connection, week, "closed")


def _settle(place: Archive, week: Week) -> None:
    """Let a refresh count what was written before the week was closed."""
    if _is_unsettled(place.connection, week):
        publish(place.url)


def _is_unsettled(connection: psycopg.Connection, week: Week) -> bool:
    days = {week.first_day + timedelta(days=day) for day in range(7)}
    return not days.isdisjoint(Affected(connection, pending(connection)).days(SEARCH_DAY))


def _drop(connection: psycopg.Connection, week: Week) -> None:
    """Drop the table unless its rows are not those that were verified."""
    with connection.transaction():
        connection.execute(of_week("lock", week.table))
        columns = of_table(connection, week.table)
        if fingerprint.of_table(connection, week.table, columns).checksum != week.checksum:
            raise ArchiveError(f"week {week.week} has changed since it was written")
        drop(connection, week.child)
        advance(connection, week, "archived")
