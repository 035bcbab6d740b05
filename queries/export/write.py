"""A file on a disk that is whole or not there, with its manifest beside it."""

import os
from pathlib import Path

from queries.export.making import Making
from queries.export.manifest import Manifest, as_json, beside, of
from queries.people import Person


def write(making: Making, file: Path, person: Person) -> Manifest:
    """Write a file and its manifest, and return the manifest.

    Both get their names when all is on the disk: what is broken off leaves nothing under them.
    Raises OSError where they cannot be written, and what making raises.
    """
    part = _part(file)
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
