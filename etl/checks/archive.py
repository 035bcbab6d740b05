"""Whether the archive can be reached, has what it should, and is closed to others."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
from pyarrow import fs

from etl.archive.manifest import data_name, manifest_name
from etl.archive.store import Store, open_store
from etl.archive.weeks import Week, known_weeks
from etl.checks.disk import check_disk
from etl.checks.findings import Finding
from etl.errors import ArchiveError


def check_archive(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of files that are missing or open to others, and of an archive that is out of reach."""
    store = open_store()
    weeks = [week for week in known_weeks(connection) if week.state in ("archived", "restored")]
    yield _check_files(store, weeks)
    if isinstance(store.files, fs.LocalFileSystem):
        yield from _check_modes(Path(store.root))
        yield check_disk("archive's disk", Path(store.root))


def _check_files(store: Store, weeks: list[Week]) -> Finding:
    wanted = [name(week) for week in weeks for name in (data_name, manifest_name)]
    try:
        infos = store.files.get_file_info([store.path(name) for name in wanted] or [store.root])
        if weeks:
            store.read(manifest_name(weeks[-1]))
    except (OSError, ArchiveError) as error:
        remedy = "Check LOCALPRO_ARCHIVE_URL, its keys, and that this user may read it"
        return Finding("archive", f"{store.root} cannot be read: {error}", remedy)
    lacking = [name for name, info in zip(wanted, infos, strict=False) if not info.is_file]
    if lacking:
        state = f"{store.root} lacks {len(lacking)} of {len(wanted)} files, such as {lacking[0]}"
        remedy = "Bring them back from a copy, or correct LOCALPRO_ARCHIVE_URL"
        return Finding("archive", state, remedy)
    return Finding("archive", f"{store.root}, {len(weeks)} weeks")


def _check_modes(root: Path) -> Iterator[Finding]:
    opened = [path for path in _paths(root) if path.lstat().st_mode & 0o077]
    if opened:
        state = f"{opened[0]} and {len(opened) - 1} more can be read by others"
        yield Finding("archive's modes", state, f"Run `chmod -R go= {root}`")


def _paths(root: Path) -> Iterator[Path]:
    if root.exists():
        yield root
    for folder, folders, files in os.walk(root):
        yield from (Path(folder) / name for name in (*folders, *files))
