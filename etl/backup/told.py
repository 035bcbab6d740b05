"""What the commands tell a person."""

from collections.abc import Iterator
from datetime import UTC, datetime

from etl.archive.store import Store as Archive
from etl.backup import archiving, contents, wal
from etl.backup.archiving import Archiving
from etl.backup.catalog import Lineage, lineages
from etl.backup.restore import Restored
from etl.backup.server import Server
from etl.backup.store import Store
from etl.cluster import lifecycle
from etl.cluster.environment import Role
from etl.db import connect


def listed(store: Store) -> Iterator[str]:
    """Yield a line for each backup, and one for each lineage."""
    known = lineages(store)
    if not known:
        yield f"No backup is in {store.root}."
    for lineage in known:
        for base in lineage.bases:
            record = base.record
            gap = next(wal.missing(base.first, lineage.segments), None)
            yield (
                f"{base.name}  {base.state:<10}  {record.bytes / 1e6:>10,.1f} MB"
                f"  to any moment from {record.finished_at:%Y-%m-%d %H:%M:%S %Z}"
                + (f" until {gap.name}, which is missing" if gap else "")
            )
        yield _reach(lineage)


def _reach(lineage: Lineage) -> str:
    files = len(lineage.archived)
    if not files:
        return f"{lineage.name}: no WAL is archived."
    newest = max(lineage.archived.values())
    ago = (datetime.now(UTC) - newest).total_seconds()
    return (
        f"{lineage.name}: {files:,} files of WAL, the newest of {newest:%Y-%m-%d %H:%M:%S %Z}"
        f" ({ago:,.0f} s ago)."
    )


def archiving_told(server: Server, found: Archiving) -> Iterator[str]:
    """Yield what becomes of the server's WAL, and what is to be done."""
    if found.lineage is None or found.mode == "off":
        yield "WAL is not kept."
        yield (
            "`localpro backup base` makes a backup, and begins that."
            if server.home and found.mode != "off"
            else f"To keep it {archiving.to_set(server)}."
        )
        return
    yield f"WAL goes to {server.folder / found.lineage / 'wal'}, by {found.command}"
    yield f"The last archived file is {found.last_archived_wal}, {_at(found.last_archived_time)}."
    if found.is_failing:
        yield (
            f"{found.last_failed_wal} was refused, {_at(found.last_failed_time)}; the server keeps"
            " it and tries again: its log says why."
        )


def restored_told(restored: Restored, archive: Archive) -> Iterator[str]:
    """Yield how far a restore came, what is in there, and how to reach it."""
    yield f"Restored {restored.base.name} in {restored.seconds:.1f} s (RTO)."
    yield f"The last change in it is of {_at(restored.reached)}."
    with connect(lifecycle.addresses(restored.place).url(Role.OWNER)) as connection:
        version = contents.version(connection)
        for name, count in contents.counts(connection).items():
            yield f"{count:>12,}  {name}"
        yield (
            f"Data version {version.version_id}, as of {_at(version.as_of)}."
            if version
            else "No data version is published in it."
        )
        weeks, apart = contents.weeks_apart(connection, archive)
        yield f"It knows {weeks} archived weeks; {archive.root} " + (
            f"does not have {', '.join(apart)} as it knows them." if apart else "has them all."
        )
    var = restored.place.var
    yield f"`LOCALPRO_VAR_DIR={var} localpro url` says how to reach it, `… down` stops it."


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S %Z}" if moment else "never"
