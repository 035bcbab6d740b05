"""Small disks of a test's own, and full ones."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def mount(folder: Path, size: int) -> bool:
    """Mount a disk of so many bytes in memory on a folder; return whether that was allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(command, check=False).returncode == 0


def unmount(folder: Path) -> None:
    """Take a disk away with all that is on it."""
    subprocess.run(["umount", folder], check=True)


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """Yield a folder with a disk of its own, which only root may make."""
    assert mount(folder, size), "to fill a disk, a test mounts one: run it as root"
    try:
        yield folder
    finally:
        unmount(folder)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Fill a disk to its last byte for a while."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):  # others may be taking the last of it
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass
    try:
        yield
    finally:
        filler.unlink()
