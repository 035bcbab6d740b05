"""What is kept: every moment of the last days can be restored, and always the last good backup."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from etl.backup import wal
from etl.backup.alone import alone
from etl.backup.catalog import RECORD, Base, Lineage, lineages
from etl.backup.server import Server
from etl.backup.store import Folder, Store
from etl.clock import require_credible
from etl.settings import settings

OF_SEGMENT = re.compile(r"([0-9A-F]{24})(\.|$)")
"""A segment, or what belongs to it: where a backup began, the part before a promotion."""


@dataclass(frozen=True)
class Pruned:
    """What was removed."""

    bases: tuple[str, ...]
    files: int
    """Of WAL and dumps."""


def prune(server: Server, *, trust_clock: bool = False) -> Pruned:
    """Remove what no moment of the last LOCALPRO_BACKUP_DAYS needs, and return what that was.

    Raises ClockError before anything is removed when the clock is doubtful, unless a person vouches
    for it; BusyError while a backup is being made.
    """
    days = settings().backup_days
    arguments: dict[str, object] = {"days": days, "trust_clock": trust_clock}
    with alone(server, "backup prune", arguments) as (run, connection):
        if not trust_clock:
            require_credible(connection, "localpro backup prune")
        pruned = thin(Folder(server.folder), datetime.now(UTC) - timedelta(days=days))
        run.row_count = len(pruned.bases) + pruned.files
        return pruned


def thin(store: Store, since: datetime) -> Pruned:
    """Remove what no moment from `since` on needs; while nobody else writes there."""
    gone: list[str] = []
    files = 0
    for lineage in lineages(store):
        going = expired(lineage.bases, since)
        for base in going:
            store.remove(f"{base.path}/{RECORD}")  # from here on it is none
            store.remove(base.path)
            gone.append(base.name)
        for name in unneeded(lineage, [base for base in lineage.bases if base not in going]):
            store.remove(f"{lineage.name}/wal/{name}.gz")
            files += 1
    for name in old_dumps(store, since):
        store.remove(name)
        files += 1
    return Pruned(tuple(gone), files)


def expired(bases: Sequence[Base], since: datetime) -> list[Base]:
    """Return the bases that may go: those from before the newest good one that reaches `since`.

    Where none does, those may go that are older than that and not good; where none is good, none.
    """
    good = [base.record.finished_at for base in bases if base.state == "good"]
    if not good:
        return []
    until = max((moment for moment in good if moment <= since), default=since)
    return [base for base in bases if base.record.finished_at < until]


def unneeded(lineage: Lineage, kept: Iterable[Base]) -> Iterator[str]:
    """Yield what is archived of WAL from before the first base that is kept."""
    needed = min((base.first for base in kept), default=None)
    if needed is None:
        return
    for name in sorted(lineage.archived):
        found = OF_SEGMENT.match(name)
        if found and wal.named(found[1], needed.size).number < needed.number:
            yield name


def old_dumps(store: Store, since: datetime) -> list[str]:
    """Return the dumps from before `since`, but for the newest of each lineage."""
    newest: dict[str, str] = {}
    old = []
    for name, stored in sorted(store.files().items()):
        match name.split("/"):
            case [lineage, "dump", _]:
                newest[lineage] = name
                if stored.written_at < since:
                    old.append(name)
    return [name for name in old if name not in newest.values()]
