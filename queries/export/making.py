"""A file in the making: its bytes one after the other, and what they came to once all are out."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from queries.allowed import Allowed
from queries.catalog import METRICS
from queries.export.asked import Export, Listing, Named
from queries.export.formats import About, Format, blocks
from queries.export.listings import answered
from queries.export.rows import Copied, Framed, Rows
from queries.export.statements import fields_of, source_of
from queries.load import named
from queries.metrics.declared import unit_of
from queries.metrics.question import Question
from queries.metrics.relations import CURRENCY
from queries.people import Person, Right
from queries.rows_behind import RowsOf
from queries.servers.endpoints import Workload
from queries.settings import settings
from queries.snapshot import Snapshot


@dataclass(frozen=True)
class Version:
    """The data version that a file is of."""

    number: int
    identity: str
    as_of: datetime


class Making:
    """A file of what is asked, in one data version. To go through it is to make it, once.

    `version` is what the file says that it is of, unless that of the snapshot.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        export: Export,
        format: Format,
        person: Person,
        version: Version | None = None,
    ) -> None:
        self.export, self.format = export, format
        self.version = version or Version(snapshot.version, str(snapshot.identity), snapshot.as_of)
        self.rows, self.size, self.is_whole = 0, 0, False
        self._digest = hashlib.sha256()
        rows = rows_of(snapshot, export, person)
        self.columns = [field.header for field in rows.fields]
        self._blocks = blocks(rows, format, self._about(), raw=export.raw)

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.export.called}.{self.format.value}"

    @property
    def sha256(self) -> str:
        """The digest of what is made so far."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes. Raises what reading raises, TooLong before the first of them."""
        for data, rows in self._blocks:
            self.rows, self.size = self.rows + rows, self.size + len(data)
            self._digest.update(data)
            if data:
                yield data
        self.is_whole = True

    def close(self) -> None:
        """Let go of what is read; what is not made yet never will be."""
        self._blocks.close()

    def _about(self) -> About:
        """Return what the file says of itself: always the same of the same version."""
        zone = settings().timezone
        return {
            "LocalPro export": self.export.called,
            "Data version": f"{self.version.number} ({self.version.identity})",
            "Data as of": local(self.version.as_of),
            "Time zone": zone,
        }


def rows_of(snapshot: Snapshot, export: Export, person: Person) -> Rows:
    """Return what is asked, to be read.

    Raises InvalidQuestion for what cannot be, NoRight for what this person may not ask.
    """
    asked = export.asked
    if isinstance(asked, Listing):
        return Framed(answered(asked, Allowed(snapshot, person)))
    right, units, columns = _takes(asked)
    person.must(right)
    source = source_of(asked)
    hidden = {name for name, right in columns.items() if not person.may(right)}
    every = fields_of(snapshot.connection, source, units)
    fields = [field for field in every if field.name not in hidden]
    return Copied(snapshot.connection, fields, source)


def _takes(asked: Question | Named | RowsOf) -> tuple[Right, dict[str, str], Mapping[str, Right]]:
    """Return the right to ask, the units of what is told, and columns that take another right."""
    match asked:
        case Question():
            return asked.right, units_of(asked), {}
        case RowsOf():
            return Right.ROWS, {}, {}
    return named(asked.query).right, {}, named(asked.query).columns


def workload_of(export: Export) -> Workload:
    """Return who reads what is asked: rows are for the admin reader alone."""
    return "reporting" if isinstance(export.asked, RowsOf) else "analytics"


def units_of(question: Question) -> dict[str, str]:
    """Return what the bare numbers of an answer count, by their columns."""
    kept = {known.name: dict(question.where_of(known)) for known in question.declared}
    return {
        known.name: unit_of(known.unit, next(iter(kept[known.name].get(CURRENCY.name, ())), ""))
        for known in question.declared
    }


def local(moment: datetime) -> str:
    """Return a moment in the business time zone, in ISO 8601."""
    return moment.astimezone(ZoneInfo(settings().timezone)).isoformat()


def metrics_of(export: Export) -> dict[str, Any]:
    """Return the definitions of the metrics that a file holds, by their names."""
    asked = export.asked
    names = asked.metrics if isinstance(asked, Question) else ()
    if isinstance(asked, RowsOf) and asked.metric is not None:
        names = (asked.metric,)
    columns = [column.name for column in asked.columns] if isinstance(asked, Listing) else []
    return {
        name: {
            "label": METRICS[name].label,
            "meaning": METRICS[name].meaning,
            "formula": METRICS[name].formula,
            "unit": METRICS[name].unit.value,
            "source": METRICS[name].source,
        }
        for name in dict.fromkeys([*names, *columns])
        if name in METRICS
    }
