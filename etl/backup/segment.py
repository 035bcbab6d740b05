"""Keeps one file of WAL in a folder, compressed, and brings it back: `archive_command` and
`restore_command`.

PostgreSQL starts this for every 16 MB of changes, as its own user, who may not see this checkout:
so it is copied beside the data, stands alone, and loads nothing that takes long.

    segment.py keep PATH FOLDER           0 when the file is safe, 1 when it is not
    segment.py fetch NAME FOLDER PATH     0 when it is there, 1 when it is not archived, 200 when
                                          it is damaged: then PostgreSQL gives up, and does not
                                          take it for the end
"""

import os
import sys
import zlib
from collections.abc import Callable, Iterator

GZIP = 31
"""What makes zlib write and check gzip's header, CRC and length."""

FASTEST = 1
BLOCK = 1 << 20
DAMAGED = 200


class RefusedError(Exception):
    """The file cannot be kept; the message says why."""


class DamagedError(Exception):
    """What is archived is not what was kept."""


def keep(path: str, folder: str) -> None:
    """Keep the file at `path`: it is on disk under its name when this returns.

    What is there is never replaced. Raises RefusedError when another file has that name, OSError
    when the disk refuses; nothing unfinished is left under a name that counts.
    """
    kept = archived(os.path.basename(path), folder)
    if os.path.exists(kept):
        _require_same(path, kept)
    else:
        _write(path, kept)
    _sync(folder)


def fetch(name: str, folder: str, path: str) -> bool:
    """Bring a file back to `path`; return False when it is not archived. Raises DamagedError."""
    kept = archived(name, folder)
    if not os.path.exists(kept):
        return False
    with open(path, "wb") as file:
        for block in content(kept):
            file.write(block)
    return True


def archived(name: str, folder: str) -> str:
    """Return where a file of that name is kept.

    >>> archived("000000010000000000000001", "/backup/wal")
    '/backup/wal/000000010000000000000001.gz'
    """
    return os.path.join(folder, name + ".gz")


def content(kept: str) -> Iterator[bytes]:
    """Yield what a kept file holds, block by block; raise DamagedError where it is damaged."""
    unpack = zlib.decompressobj(wbits=GZIP)
    with open(kept, "rb") as file:
        try:
            for block in _blocks(file.read):
                yield unpack.decompress(block)
        except zlib.error as error:
            raise DamagedError(f"{kept} is damaged: {error}") from None
    if not unpack.eof or unpack.unused_data:
        raise DamagedError(f"{kept} is damaged: it does not end where it should")


def _write(path: str, kept: str) -> None:
    folder, name = os.path.split(kept)
    partial = os.path.join(folder, f".{name}.{os.getpid()}")
    try:
        _compress(path, partial)
        os.link(partial, kept)  # unlike a renaming, this replaces nothing
    except FileExistsError:
        _require_same(path, kept)
    finally:
        if os.path.exists(partial):
            os.unlink(partial)


def _compress(path: str, partial: str) -> None:
    pack = zlib.compressobj(FASTEST, wbits=GZIP)
    with (
        open(path, "rb") as source,
        open(partial, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as target,
    ):
        for block in _blocks(source.read):
            target.write(pack.compress(block))
        target.write(pack.flush())
        target.flush()
        os.fsync(target.fileno())
        times = os.fstat(source.fileno())
    os.utime(partial, ns=(times.st_atime_ns, times.st_mtime_ns))


def _require_same(path: str, kept: str) -> None:
    """The same file is asked for again when the server stopped before it heard that it is kept."""
    with open(path, "rb") as file:
        for block in content(kept):
            if file.read(len(block)) != block:
                raise RefusedError(f"{kept} is there already, and is another file")
        if file.read(1):
            raise RefusedError(f"{kept} is there already, and is another file")
    _sync(kept)


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while block := read(BLOCK):
        yield block


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def main(arguments: list[str]) -> int:
    """Do what PostgreSQL asks, and return the status that tells it how that went."""
    try:
        if arguments[0] == "keep":
            keep(*arguments[1:])
            return 0
        return 0 if fetch(*arguments[1:]) else 1
    except DamagedError as error:
        reason, status = str(error), DAMAGED if arguments[0] == "fetch" else 1
    except (RefusedError, OSError) as error:
        reason, status = str(error), 1
    sys.stderr.write(f"localpro cannot {arguments[0]} {arguments[1]}: {reason}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
