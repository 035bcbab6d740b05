"""A file on a disk that is whole or not there, with its manifest beside it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queries.errors import NotWritten
from queries.export.making import Making
from queries.export.manifest import Manifest, as_json, beside, of
from queries.people import Person


def write(making: Making, file: Path, person: Person) -> Manifest:
    """Write a file and its manifest, and return the manifest.

    Both get their names when all is on the disk: what is broken off leaves nothing under them.
    Raises NotWritten where they cannot be written, and what making raises.
    """
    part = _part(file)
    with to(file):
        try:
            with part.open("wb") as written:
                for data in making:
                    written.write(data)
                _keep(written.fileno())
            made = of(making, person)
            _placed(beside(file), as_json(made))
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    return made


@contextmanager
def to(file: Path) -> Iterator[None]:
    """Write to a file inside; raise NotWritten where the system refuses."""
    try:
        yield
    except OSError as error:
        raise NotWritten(f"{file} cannot be written: {error.strerror or error}") from error


def _placed(file: Path, content: bytes) -> None:
    part = _part(file)
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _part(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}.part")


def _keep(descriptor: int) -> None:
    os.fsync(descriptor)
