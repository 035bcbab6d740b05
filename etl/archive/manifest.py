"""What stands beside each file of the archive: enough to know it whole without the database."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pyarrow import parquet
from pydantic import BaseModel, ValidationError

from etl.archive.fingerprint import Fingerprint
from etl.archive.store import Store
from etl.archive.weeks import Week
from etl.errors import ArchiveError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Field(BaseModel):
    """One column of the file."""

    name: str
    type: str


class Manifest(BaseModel):
    """What a file holds. `checksum` is that of a `Fingerprint`; bounds are moments.

    A `version` says what the fields mean: whoever changes that adds one, and keeps reading this.
    """

    version: Literal[1]
    week: str
    first_day: date
    file: str
    bytes: int
    rows: int
    checksum: str
    first: datetime | None
    last: datetime | None
    columns: list[Field]
    written_at: datetime


def fields_of(file: parquet.ParquetFile) -> list[Field]:
    """Return the columns that a file has."""
    return [Field(name=field.name, type=str(field.type)) for field in file.schema_arrow]


def read_manifest(store: Store, week: Week) -> Manifest:
    """Return the manifest of a week; raises ArchiveError when it is missing or damaged."""
    try:
        return Manifest.model_validate_json(store.read(manifest_name(week)))
    except ValidationError as error:
        raise ArchiveError(f"the manifest of week {week.week} is damaged: {error}") from error


def data_name(week: Week) -> str:
    """Return where the rows of a week lie in the archive."""
    return f"{week.folder}/searches.parquet"


def manifest_name(week: Week) -> str:
    """Return where the manifest lies; engines pass over names that begin with an underscore."""
    return f"{week.folder}/_manifest.json"


def partial_name(name: str) -> str:
    """Return the name under which a file is written until it is complete."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/_{file}.partial"


def promised(manifest: Manifest) -> Fingerprint:
    """Return the fingerprint that the manifest promises."""
    return Fingerprint(
        manifest.rows,
        manifest.checksum,
        _microseconds(manifest.first),
        _microseconds(manifest.last),
    )


def moment(microseconds: int | None) -> datetime | None:
    """Return the moment that many microseconds after 1970 began."""
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)


def _microseconds(at: datetime | None) -> int | None:
    return None if at is None else (at - EPOCH) // timedelta(microseconds=1)
