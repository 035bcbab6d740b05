"""Is a file what its manifest says, and what the data says still?"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from queries.errors import Gone
from queries.export.making import Making, Version
from queries.export.manifest import Manifest
from queries.people import LOCAL
from queries.snapshot import Snapshot


class Found(StrEnum):
    """What came of a check."""

    SAME = "the file is what the data says"
    CHANGED = "the file was changed after it was exported"
    DIFFERS = "the data says otherwise now"


@dataclass(frozen=True)
class Verdict:
    """What came of a check, and what differs."""

    found: Found
    detail: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the file is what it says."""
        return self.found is Found.SAME


def checked(file: Path, manifest: Manifest) -> Verdict | None:
    """Return what is wrong with a file as it lies there, None where it is what was exported."""
    with file.open("rb") as there:
        digest = hashlib.file_digest(there, "sha256").hexdigest()
    if digest == manifest.sha256:
        return None
    size = file.stat().st_size
    if size != manifest.bytes:
        return Verdict(Found.CHANGED, f"it has {size:,} bytes and had {manifest.bytes:,}")
    return Verdict(Found.CHANGED, "as many bytes, but not the same")


def verified(file: Path, manifest: Manifest, snapshot: Snapshot) -> Verdict:
    """Return whether the same question makes the same file again.

    Raises Gone where its data version is published no more and the present one says otherwise, and
    what making a file raises.
    """
    if wrong := checked(file, manifest):
        return wrong
    made_of = Version(manifest.version, manifest.version_identity, manifest.as_of)
    making = Making(snapshot, manifest.asked, manifest.format, LOCAL, made_of)
    difference = _first_difference(file, making)
    if making.sha256 == manifest.sha256:
        return Verdict(Found.SAME, f"{making.rows:,} rows, data version {manifest.version}")
    if manifest.version_identity != str(snapshot.identity):
        raise Gone(
            f"{file.name} is as it was exported, but data version {manifest.version} is published"
            f" no more: {snapshot.version} is, and says otherwise"
        )
    if making.rows != manifest.rows:
        difference = f"{making.rows:,} rows instead of {manifest.rows:,}"
    return Verdict(Found.DIFFERS, difference)


def _first_difference(file: Path, making: Making) -> str:
    """Make the file again; return where it first differs from the one that lies there."""
    place, found = 0, ""
    with file.open("rb") as there:
        for made in making:
            known = there.read(len(made))
            if not found and known != made:
                pairs = enumerate(zip_longest(known, made))
                at = next(offset for offset, (one, other) in pairs if one != other)
                found = f"other bytes from the {place + at + 1:,}th on"
            place += len(made)
    return found or "the file goes on where the data ends"
