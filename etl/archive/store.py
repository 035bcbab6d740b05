"""Where the archive lies: a folder, or a bucket of any S3-compatible service."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pyarrow import fs

from etl.errors import ArchiveError, SettingsError
from etl.settings import settings

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
"""Modes of a local archive: it holds what people typed, with their ids."""


@dataclass(frozen=True)
class Store:
    """The files of the archive. Paths are relative to its root."""

    files: fs.FileSystem
    root: str

    def path(self, name: str) -> str:
        """Return the path of a file as the file system knows it."""
        return f"{self.root}/{name}"

    def make_folder(self, name: str) -> None:
        """Make a folder; in a local archive it and those above it are closed to all others."""
        self.files.create_dir(self.path(name), recursive=True)
        if isinstance(self.files, fs.LocalFileSystem):
            for folder in (*reversed(Path(name).parents), Path(name)):
                _close(Path(self.root) / folder)

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""
        return int(self.files.get_file_info(self.path(name)).size)

    def read(self, name: str) -> bytes:
        """Return the content of a file; raises ArchiveError when it cannot be read."""
        try:
            with self.files.open_input_stream(self.path(name)) as stream:
                return bytes(stream.read())
        except OSError as error:
            raise ArchiveError(f"cannot read {self.path(name)}: {error}") from error

    def publish(self, partial: str, name: str) -> None:
        """Give a complete file its final name, replacing what had it; on disk before it is seen."""
        if isinstance(self.files, fs.LocalFileSystem):
            Path(self.path(partial)).chmod(PRIVATE_FILE)
            _sync(Path(self.path(partial)))
            Path(self.path(partial)).replace(self.path(name))
            _sync(Path(self.path(name)).parent)
        else:
            self.files.move(self.path(partial), self.path(name))


def open_store(url: str | None = None) -> Store:
    """Return the archive at a folder or an `s3://bucket/prefix` URL (LOCALPRO_ARCHIVE_URL).

    Raises SettingsError when the URL cannot be one of an archive.
    """
    place = url or settings().archive_url
    if "://" not in place:
        return Store(fs.LocalFileSystem(), str(Path(place).resolve()))
    if urlsplit(place).password:
        raise SettingsError(
            "LOCALPRO_ARCHIVE_URL holds a password: set AWS_ACCESS_KEY_ID and"
            " AWS_SECRET_ACCESS_KEY instead"
        )
    try:
        files, root = fs.FileSystem.from_uri(place)
    except (OSError, ValueError) as error:
        raise SettingsError(f"LOCALPRO_ARCHIVE_URL cannot be used: {error}") from error
    return Store(files, root.rstrip("/"))


def _close(folder: Path) -> None:
    """Whose folder it is decides; the doctor tells of one that stays open."""
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(PRIVATE_FOLDER)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
