"""Verifies a base backup and the WAL that leads on from it, by reading all of it."""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from etl.backup import segment
from etl.backup.alone import alone
from etl.backup.catalog import VERDICT, Base, Verdict, lineage_named
from etl.backup.segment import DamagedError
from etl.backup.server import Hands, Server
from etl.backup.store import Folder
from etl.backup.wal import Segment, missing
from etl.errors import BackupError, ClusterError

SPARE = 256 << 20
"""Bytes that are to be left on a disk to which a base is unpacked."""

UNPACKED = ".verifying"
"""How the folder ends that a base is unpacked into; the next verification removes one left over."""


def verify(server: Server, base: Base, said: Callable[[str], None] = lambda _: None) -> Verdict:
    """Verify a base and the WAL after it, up to the next base, and write down what was found.

    Raises BackupError when anything is damaged or missing, and when it cannot be told.
    """
    with alone(server, "backup verify", {"base": base.name}):
        return examine(server, base, said)


def examine(server: Server, base: Base, said: Callable[[str], None] = lambda _: None) -> Verdict:
    """Do what `verify` does, while nobody else makes or verifies a backup."""
    said(f"Unpacking {base.name} and comparing it with its manifest")
    reason = _fault_of_base(server, base)
    said(f"Reading the WAL from {base.first.name} on")
    return _judged(server, base, reason)


def examine_wal(server: Server, base: Base) -> Verdict:
    """Verify the WAL after a base alone, of which the rest is known to be good."""
    return _judged(server, base, "")


def _judged(server: Server, base: Base, reason: str) -> Verdict:
    """Look at the WAL, too, and write down what was found; raise BackupError if it is bad.

    What comes after the next base is looked at with that.
    """
    lineage = lineage_named(Folder(server.folder), base.lineage)
    later = [each.first for each in lineage.bases if each.name > base.name]
    span = [
        each
        for each in lineage.segments
        if base.first.number <= each.number and (not later or each.number <= later[0].number)
    ]
    reason = reason or fault_of_wal(server.folder / base.lineage / "wal", base.first, span)
    verdict = Verdict(
        version=1,
        verified_at=datetime.now(UTC),
        reason=reason,
        wal_until=span[-1].name if span else "",
    )
    server.give(server.folder / base.path / VERDICT, verdict.model_dump_json(indent=1) + "\n")
    if reason:
        raise BackupError(f"backup {base.name} cannot be relied on: {reason}")
    return verdict


def fault_of_wal(folder: Path, first: Segment, span: Sequence[Segment]) -> str:
    """Return what is wrong with the WAL from a segment on; nothing when all is there and whole."""
    gaps = list(missing(first, span))
    if gaps:
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        return f"the WAL file {gaps[0].name}{more} is missing in {folder}"
    for each in span:
        try:
            read = sum(map(len, segment.content(segment.archived(each.name, str(folder)))))
        except DamagedError as error:
            return str(error)
        if read != each.size:
            return f"the WAL file {each.name} in {folder} has {read:,} bytes, not {each.size:,}"
    return ""


def unpack(hands: Hands, base: Base, into: Path) -> None:
    """Unpack a base into a folder that is not there yet, and compare it with its manifest.

    Raises DamagedError when it is not what was copied, BackupError when it cannot be unpacked.
    """
    source = (hands.folder / base.path).resolve()
    require_room(base, into.parent)
    for name, folder in (("base", into), ("pg_wal", into / "pg_wal")):
        hands.run("mkdir", "-p", "-m", "700", folder)
        try:
            hands.run("tar", "-xzf", source / f"{name}.tar.gz", "-C", folder)
        except ClusterError as error:
            _blame(source / f"{name}.tar.gz", error)
    try:
        manifest = source / "backup_manifest"
        hands.run(hands.program("pg_verifybackup"), "--quiet", "-m", manifest, into)
    except ClusterError as error:
        raise DamagedError(str(error)) from None


def require_room(base: Base, folder: Path) -> None:
    """Raise BackupError when a disk has no room for a base, unpacked."""
    free = shutil.disk_usage(folder).free
    if free < base.record.cluster_bytes + SPARE:
        needed = (base.record.cluster_bytes + SPARE) / 1e9
        raise BackupError(
            f"backup {base.name} takes {needed:,.1f} GB unpacked, and {folder} has"
            f" {free / 1e9:,.1f} GB: make room"
        )


def _blame(packed: Path, error: ClusterError) -> None:
    """Raise what made unpacking fail: the packed file, or what it was unpacked to."""
    if not packed.exists():
        raise DamagedError(f"{packed} is missing") from None
    for _ in segment.content(str(packed)):
        pass
    raise BackupError(f"{packed} cannot be unpacked: {error}") from error


def _fault_of_base(server: Server, base: Base) -> str:
    into = server.folder.resolve() / f"{base.path}{UNPACKED}"
    shutil.rmtree(into, ignore_errors=True)
    try:
        unpack(server, base, into)
    except DamagedError as error:
        return str(error)
    finally:
        shutil.rmtree(into, ignore_errors=True)
    return ""
