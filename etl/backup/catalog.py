"""What backups there are: in the folder, or in a copy of it.

    <lineage>/base/20261128T101500Z/   base.tar.gz, pg_wal.tar.gz, backup_manifest, backup.json
    <lineage>/wal/                     000000010000000000000001.gz …
    <lineage>/dump/                    20261128T101500Z.dump

A lineage is the life of one cluster, from its making, or from a restore, on. A base counts when its
`backup.json` is there, which is written last.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ValidationError

from etl.backup import wal
from etl.backup.store import Store
from etl.backup.wal import Segment
from etl.errors import BackupError

RECORD, VERDICT = "backup.json", "verified.json"


class Record(BaseModel):
    """What is known of a base backup: `backup.json`. It can be restored to any moment from
    `finished_at` on."""

    version: Literal[1]
    name: str
    started_at: datetime
    finished_at: datetime
    postgresql: int
    database: str
    timeline: int
    segment_bytes: int
    first_segment: str
    last_segment: str
    cluster_bytes: int
    bytes: int


class Verdict(BaseModel):
    """What the last verification found: `verified.json`. `reason` is empty when all is good."""

    version: Literal[1]
    verified_at: datetime
    reason: str
    wal_until: str


@dataclass(frozen=True)
class Base:
    """A base backup."""

    lineage: str
    record: Record
    verdict: Verdict | None

    @property
    def name(self) -> str:
        """When it was begun, as its folder is named."""
        return self.record.name

    @property
    def path(self) -> str:
        """Where its files lie."""
        return f"{self.lineage}/base/{self.name}"

    @property
    def first(self) -> Segment:
        """The first segment that it needs."""
        return wal.named(self.record.first_segment, self.record.segment_bytes)

    @property
    def state(self) -> str:
        """Whether it is good, damaged or not yet verified."""
        if self.verdict is None:
            return "unverified"
        return "damaged" if self.verdict.reason else "good"


@dataclass(frozen=True)
class Lineage:
    """The bases of one cluster, the oldest first, and the names of what is archived of its WAL."""

    name: str
    bases: tuple[Base, ...]
    archived: dict[str, datetime]
    """Files of WAL with the moment they were written."""

    @cached_property
    def segments(self) -> list[Segment]:
        """The archived segments, in order; none where there is no base to tell their size."""
        if not self.bases:
            return []
        return wal.segments(self.archived, self.bases[0].record.segment_bytes)


def lineages(store: Store) -> list[Lineage]:
    """Return all lineages that have a backup or WAL; raises BackupError when one is unreadable."""
    records: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    archived: dict[str, dict[str, datetime]] = defaultdict(dict)
    for path, stored in store.files().items():
        match path.split("/"):
            case [lineage, "base", name, file] if "." not in name:
                records[lineage][name].add(file)
            case [lineage, "wal", file] if file.endswith(".gz") and not file.startswith("."):
                archived[lineage][file.removesuffix(".gz")] = stored.written_at
    return [
        Lineage(name, tuple(_bases(store, name, records[name])), archived[name])
        for name in sorted({*records, *archived})
    ]


def every_base(store: Store) -> list[Base]:
    """Return all bases, the oldest first."""
    found = [base for lineage in lineages(store) for base in lineage.bases]
    return sorted(found, key=lambda base: base.record.finished_at)


def lineage_named(store: Store, name: str) -> Lineage:
    """Return the lineage of that name, empty where nothing is kept of it yet."""
    known = {lineage.name: lineage for lineage in lineages(store)}
    return known.get(name, Lineage(name, (), {}))


def base_named(store: Store, name: str | None) -> Base:
    """Return the base of that name, or the newest; raises BackupError when there is none."""
    found = [base for base in every_base(store) if name in (None, base.name)]
    if not found:
        raise BackupError(
            f"no backup {name} is in {store.root}: `localpro backup list` names them"
            if name
            else f"no backup is in {store.root}: run `localpro backup base`"
        )
    return found[-1]


def _bases(store: Store, lineage: str, found: dict[str, set[str]]) -> Iterator[Base]:
    for name in sorted(found):
        if RECORD not in found[name]:
            continue
        folder = f"{lineage}/base/{name}"
        try:
            record = Record.model_validate_json(store.read(f"{folder}/{RECORD}"))
            verdict = None
            if VERDICT in found[name]:
                verdict = Verdict.model_validate_json(store.read(f"{folder}/{VERDICT}"))
        except ValidationError as error:
            raise BackupError(f"{store.root}/{folder} has a description that is damaged") from error
        yield Base(lineage, record, verdict)
