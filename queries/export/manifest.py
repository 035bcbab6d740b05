"""What stands beside a file: what it holds, of what, made when and for whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from queries.errors import InvalidQuestion
from queries.export.asked import Export, understood, written
from queries.export.formats import Format
from queries.export.making import Making, local, metrics_of
from queries.people import Person
from queries.settings import settings

ENDING = ".manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a file holds, and what it was made from."""

    file: str
    format: Format
    rows: int
    bytes: int
    sha256: str
    columns: list[str]
    time_zone: str
    version: int
    version_identity: str
    as_of: datetime
    exported_at: datetime
    exported_by: str
    export: Mapping[str, Any]
    """What was asked, as it can be asked again; filters and days among it."""

    metrics: Mapping[str, Any]
    """What the numbers mean."""

    @property
    def asked(self) -> Export:
        """What was asked. Raises InvalidQuestion where that is not understood."""
        return understood(dict(self.export))


_MANIFEST = TypeAdapter(Manifest)


def of(making: Making, person: Person) -> Manifest:
    """Return the manifest of a file that is made."""
    assert making.is_whole, "a part of a file proves nothing"
    return Manifest(
        file=making.name,
        format=making.format,
        rows=making.rows,
        bytes=making.size,
        sha256=making.sha256,
        columns=making.columns,
        time_zone=settings().timezone,
        version=making.version.number,
        version_identity=making.version.identity,
        as_of=datetime.fromisoformat(local(making.version.as_of)),
        exported_at=datetime.fromisoformat(local(datetime.now(UTC))),
        exported_by=f"{person.name} ({person.role.value})",
        export=written(making.export),
        metrics=metrics_of(making.export),
    )


def as_json(manifest: Manifest) -> bytes:
    """Return a manifest as people and programs read it."""
    told = _MANIFEST.dump_python(manifest, mode="json")
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def beside(file: Path) -> Path:
    """Return where the manifest of a file is."""
    return file.with_name(file.name + ENDING)


def read(file: Path) -> Manifest:
    """Return the manifest beside a file; raise InvalidQuestion where there is none."""
    place = beside(file)
    try:
        return _MANIFEST.validate_json(place.read_bytes())
    except FileNotFoundError:
        raise InvalidQuestion(f"there is no {place.name} beside {file.name}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise InvalidQuestion(f"{place.name} is no manifest: {where}: {first['msg']}") from None
