"""Which backup a restore begins with, and which moment a person means."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from etl.backup.catalog import Base, Lineage, base_named, every_base, lineage_named
from etl.backup.store import Store
from etl.backup.wal import missing
from etl.errors import BackupError


def moment_of(text: str, timezone: str) -> datetime | None:
    """Return the moment that a person means, of the business time zone; None for `latest`.

    Raises BackupError when that is no moment, or none yet.

    >>> moment_of("2026-11-28 15:30", "Asia/Kolkata").isoformat()
    '2026-11-28T15:30:00+05:30'
    """
    if text == "latest":
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise BackupError(
            f"{text!r} is no moment: write 2026-11-28T15:30:00, with +05:30 or Z where it is not of"
            f" {timezone}, or latest"
        ) from None
    moment = given if given.tzinfo else given.replace(tzinfo=ZoneInfo(timezone))
    if moment > datetime.now(UTC):
        raise BackupError(f"{text} is still to come: `--to latest` restores all there is")
    return moment


def choose(store: Store, to: datetime | None, name: str | None) -> tuple[Base, Lineage]:
    """Return the base to begin with, and what is archived after it.

    Raises BackupError when there is none, or WAL is missing in between.
    """
    known = [base_named(store, name)] if name else every_base(store)
    if not known:
        raise BackupError(f"no backup is in {store.root}")
    serving = [
        base
        for base in known
        if (to is None or base.record.finished_at <= to) and (name or base.state != "damaged")
    ]
    if not serving:
        first = known[0].record.finished_at
        raise BackupError(
            f"no good backup is from before {shown(to)}; the first is of {shown(first)}"
        )
    base = serving[-1]
    lineage = lineage_named(store, base.lineage)
    _require_wal(base, lineage, to)
    return base, lineage


def _require_wal(base: Base, lineage: Lineage, to: datetime | None) -> None:
    """PostgreSQL would take a gap for the end. It says so itself when a moment is not reached."""
    needed = []
    for each in lineage.segments:
        needed.append(each)
        if to and each.number >= base.first.number and lineage.archived[each.name] > to:
            break
    gap = next(missing(base.first, needed), None)
    if gap is None:
        return
    before = [
        lineage.archived[each.name]
        for each in needed
        if base.first.number <= each.number < gap.number
    ]
    until = f"--to {max(before):%Y-%m-%dT%H:%M:%SZ} or before" if before else earlier_than(base)
    raise BackupError(
        f"the WAL file {gap.name} is missing: from backup {base.name} nothing can be restored"
        f" beyond it; {until}"
    )


def earlier_than(base: Base) -> str:
    """Return what a person can do when a backup does not serve."""
    return f"--backup names one that is older than {base.name}"


def shown(to: datetime | None) -> str:
    """Return a moment as it is told."""
    return f"{to:%Y-%m-%d %H:%M:%S.%f %Z}" if to else "the last commit"
