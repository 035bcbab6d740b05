"""A copy of the backups in a bucket: what is there is never replaced, a base counts when all is."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from etl.backup.alone import alone
from etl.backup.catalog import RECORD, VERDICT, Base, Lineage
from etl.backup.restore import require_empty
from etl.backup.server import Hands, server_of
from etl.backup.store import Bucket, Folder, Stored, bucket
from etl.cluster import home
from etl.cluster.home import Home, at
from etl.errors import BackupError
from etl.settings import settings

LARGE = 64 << 20
"""Bytes from which on a file is sent in parts."""


def copy_backups(url: str | None = None) -> int:
    """Copy what is new to LOCALPRO_BACKUP_COPY, if that is set; return how many files that were.

    Raises BackupError, and goes on from there the next time, when the bucket cannot be used or
    holds another file under a name; BusyError while a backup is being made.
    """
    address = settings().backup_copy
    to = bucket(address) if address else None
    server = server_of(at(settings().var_dir), url)
    with alone(server, "backup copy", {"to": to and to.root}) as (run, _):
        run.row_count = copy(Folder(server.folder), to) if to else 0
        return run.row_count


def copy(folder: Folder, to: Bucket) -> int:
    """Copy every file that is not there yet, what makes a base count last; return how many."""
    there = to.files()
    copied = 0
    for name, stored in sorted(folder.files().items(), key=lambda each: _rank(each[0])):
        if _is_complete(name):
            copied += _copied(folder.path / name, name, stored, there, to)
    return copied


def fetch(source: Bucket, base: Base, lineage: Lineage, place: Home) -> Path:
    """Bring a base and all WAL that leads on from it into a folder of the home's; return that.

    Raises BackupError where the home holds something already, or the bucket cannot be read.
    """
    require_empty(place)
    place.var.mkdir(parents=True, exist_ok=True)
    home.make(place, home.server_user(place))
    user = home.server_user(place)
    folder = place.var / "backup"
    home.own_folder(place, folder, user)
    hands = Hands(folder, Path(), user)
    hands.make_folder(base.path)
    hands.make_folder(lineage.name, "wal")
    for name in _needed(source, base, lineage):
        source.fetch(name, folder / name)
        hands.own(folder / name)
    return folder


def _needed(source: Bucket, base: Base, lineage: Lineage) -> Iterator[str]:
    before = {each.name for each in lineage.segments if each.number < base.first.number}
    for name in source.files():
        match name.split("/"):
            case [lineage.name, "wal", file] if file.removesuffix(".gz") not in before:
                yield name
            case [lineage.name, "base", base.name, _]:
                yield name


def _copied(path: Path, name: str, stored: Stored, there: Mapping[str, Stored], to: Bucket) -> bool:
    known = there.get(name)
    if known is None and stored.size >= LARGE:
        to.put(name, path)
        return True
    if known is None and to.put_new(name, path.read_bytes()):
        return True
    if name.endswith(f"/{VERDICT}"):
        return _renewed(path, name, to)
    if known is None or known.size != stored.size:
        raise BackupError(f"{to.root}/{name} is there already, and is another file")
    return False


def _renewed(path: Path, name: str, to: Bucket) -> bool:
    """A backup is verified more than once."""
    if to.read(name) == path.read_bytes():
        return False
    to.put(name, path)
    return True


def _is_complete(name: str) -> bool:
    """Whether a file has its final name, and its folder, too."""
    *folders, file = name.split("/")
    return not file.startswith(".") and not any("." in folder for folder in folders)


def _rank(name: str) -> tuple[int, str]:
    """WAL first, a base's own files, then what says that it is one, and that it is good."""
    last = {RECORD: 2, VERDICT: 3}
    return (last.get(name.rpartition("/")[2], int("/base/" in name)), name)
