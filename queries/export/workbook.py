"""A workbook for Excel: the rows on one sheet, what they are on another."""

import json
import subprocess
import sys
from collections.abc import Generator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.ipc

from queries.errors import TooLong
from queries.export import sheet
from queries.export.rows import Block, Rows
from queries.settings import settings

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header among them."""

AT_ONCE = 1 << 18


def blocks(rows: Rows, about: Mapping[str, str]) -> Generator[Block]:
    """Yield a workbook. Nothing of it is sent before all of it is there: it is written to a disk.

    Raises TooLong for more rows than a sheet has, or a longer text than a cell has.
    """
    with TemporaryDirectory() as folder:
        file, values = Path(folder, "book.xlsx"), Path(folder, "values.arrow")
        count = _keep(rows, values)
        _write(values, about, file)
        yield Block(b"", count)
        with file.open("rb") as written:
            yield from (Block(data, 0) for data in iter(partial(written.read, AT_ONCE), b""))


def _keep(rows: Rows, file: Path) -> int:
    """Keep rows in a file, and return how many: the database waits for no cell to be written, and
    what is too long for a sheet is known before any is. Raises TooLong.
    """
    schema, count = pa.schema([(each.header, each.type) for each in rows.fields]), 0
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, schema) as written:
        for batch in rows.batches():
            count += batch.num_rows
            if count >= MOST_ROWS:
                raise TooLong(
                    f"a sheet of Excel has {MOST_ROWS:,} rows, and this has more:"
                    " take CSV or Parquet"
                )
            written.write(batch)
    return count


def _write(values: Path, about: Mapping[str, str], file: Path) -> None:
    """Have the workbook written by a process of its own. Raises TooLong."""
    made = subprocess.run(  # noqa: S603 - our own program and our own files
        [sys.executable, "-m", sheet.__name__, values, file, settings().timezone],
        input=json.dumps(about),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if made.returncode == sheet.TOO_LONG:
        raise TooLong(made.stderr)
    if made.returncode:
        raise RuntimeError(f"no workbook was written: {made.stderr[-2000:]}")
