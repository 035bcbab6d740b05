"""Who took which file away is in the log: before the first byte, and after the last."""

from queries import audit
from queries.export.asked import written
from queries.export.making import Making
from queries.people import Person

FILE = "FILE"


def begin(person: Person, link: str, making: Making) -> None:
    """Say that a file is handed out.

    Raises DoneBefore where it was, under the same link, and Unavailable where nobody can be told.
    """
    details = {
        "file": making.name,
        "version": making.version.number,
        "version_identity": making.version.identity,
        "export": written(making.export),
    }
    audit.record(person, "EXPORT", FILE, link, details)


def end(person: Person, link: str, making: Making, *, is_taken: bool) -> None:
    """Say what became of it: whether all of it was taken, and what that was."""
    details: dict[str, object] = {"rows": making.rows, "bytes": making.size}
    if is_taken:
        audit.record(person, "EXPORTED", FILE, link, details | {"sha256": making.sha256})
    else:
        audit.record(person, "EXPORT_BROKEN_OFF", FILE, link, details)
