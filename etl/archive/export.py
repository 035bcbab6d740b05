"""Write a week of searches to the archive, and prove that it can be read back."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa

from etl.archive import fingerprint, parquet
from etl.archive.columns import Column, of_file, schema_of
from etl.archive.fingerprint import Fingerprint
from etl.archive.manifest import (
    Manifest,
    data_name,
    fields_of,
    manifest_name,
    moment,
    partial_name,
    promised,
    read_manifest,
)
from etl.archive.source import rows_of
from etl.archive.store import Store
from etl.archive.weeks import Week
from etl.errors import ArchiveError


def export(url: str | None, store: Store, week: Week, columns: Sequence[Column]) -> Fingerprint:
    """Write the rows of the week and their manifest, and return the fingerprint of the rows.

    It is that of the rows as they came from the database; whether the file holds them, and whether
    the table still does, is asked before the table is dropped. The file gets its name when it is
    complete, the manifest after it. Raises ArchiveError when the store cannot be written.
    """
    partial = partial_name(data_name(week))
    try:
        store.make_folder(week.folder)
        with rows_of(url, week.table, columns) as rows:
            batches = parquet.written(store, partial, rows, schema_of(columns))
            found = fingerprint.of_batches(batches, columns)
        store.publish(partial, data_name(week))
        _write_manifest(store, week, found)
    except (OSError, pa.ArrowException) as error:
        raise ArchiveError(f"cannot write week {week.week} to {store.root}: {error}") from error
    return found


def verify(store: Store, week: Week) -> Fingerprint:
    """Read the week back from the archive and return its fingerprint.

    Raises ArchiveError, saying what differs, unless file, manifest and ledger agree.
    """
    manifest = read_manifest(store, week)
    name = data_name(week)
    try:
        with parquet.read(store, name) as file:
            fields = fields_of(file)
            batches = file.iter_batches(parquet.READ_ROWS)
            found = fingerprint.of_batches(batches, of_file(file.schema_arrow))
        size = store.size(name)
    except (OSError, pa.ArrowException) as error:
        raise ArchiveError(f"cannot read week {week.week} back: {error}") from error
    promises = promised(manifest)
    agreed = {
        "size": size == manifest.bytes,
        "columns": fields == manifest.columns,
        "rows": found.row_count == promises.row_count,
        "checksum": found.checksum == promises.checksum == week.checksum,
        "bounds": (found.first_us, found.last_us) == (promises.first_us, promises.last_us),
    }
    if wrong := [what for what, agrees in agreed.items() if not agrees]:
        raise ArchiveError(
            f"week {week.week} in {store.root} is not what was written: {', '.join(wrong)} differ"
        )
    return found


def _write_manifest(store: Store, week: Week, found: Fingerprint) -> None:
    name = data_name(week)
    manifest = Manifest(
        version=1,
        week=week.week,
        first_day=week.first_day,
        file=name.rpartition("/")[2],
        bytes=store.size(name),
        rows=found.row_count,
        checksum=found.checksum,
        first=moment(found.first_us),
        last=moment(found.last_us),
        columns=fields_of(parquet.read(store, name)),
        written_at=datetime.now(UTC),
    )
    partial = partial_name(manifest_name(week))
    with store.files.open_output_stream(store.path(partial)) as stream:
        stream.write(manifest.model_dump_json(indent=2).encode())
    store.publish(partial, manifest_name(week))
