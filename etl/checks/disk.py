"""Whether there is room on a disk."""

import shutil
from pathlib import Path

from etl.checks.findings import Finding

LEAST_FREE = 2 * 1024**3
"""Bytes that must be free: a full refresh and the log of a load want that much for a while."""


def check_disk(subject: str, folder: Path) -> Finding:
    """Tell how much room is left where the folder is, or will be."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    usage = shutil.disk_usage(there)
    state = f"{usage.free / 1024**3:,.1f} GB free of {usage.total / 1024**3:,.1f} GB in {folder}"
    if usage.free < LEAST_FREE:
        return Finding(subject, state, "Make room: PostgreSQL stops when the disk is full")
    return Finding(subject, state)
