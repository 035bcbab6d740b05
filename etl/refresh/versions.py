"""The published data versions: the newest one, and how a new one is written down."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Watermarks = dict[str, dict[str, Any]]
"""`{source table: {"rows": count, "newest": ISO time or None}}`."""


@dataclass(frozen=True)
class ObjectState:
    """What one object held when it was published: rows, checksum, seconds it took."""

    name: str
    rows: int
    checksum: str
    seconds: float
    is_refreshed: bool = True
    """False when it was left as the version before had it, since nothing that it reads changed."""


@dataclass(frozen=True)
class Version:
    """A published data version. Everything committed before `as_of` is in it."""

    version_id: int
    kind: str
    as_of: datetime
    objects: tuple[ObjectState, ...]


@dataclass(frozen=True)
class Published:
    """What a version says of its objects and of their sources; nothing if there is no version."""

    objects: dict[str, dict[str, Any]]
    """`{object: {"rows": …, "checksum": …, "seconds": …}}`."""
    watermarks: Watermarks


def newest(connection: psycopg.Connection) -> Published:
    """Return what the newest version says."""
    row = connection.execute(
        "SELECT objects, watermarks FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1"
    ).fetchone()
    return Published({}, {}) if row is None else Published(*row)


def record(
    connection: psycopg.Connection,
    kind: str,
    states: tuple[ObjectState, ...],
    watermarks: Watermarks,
    seconds: float,
) -> Version:
    """Write down the version that the transaction makes; it is published when this commits."""
    objects = {
        state.name: {"rows": state.rows, "checksum": state.checksum, "seconds": state.seconds}
        for state in states
    }
    row = connection.execute(
        "INSERT INTO analytics.data_versions (as_of, kind, seconds, watermarks, objects)"
        " VALUES (transaction_timestamp(), %s, %s, %s, %s) RETURNING version_id, as_of",
        (kind, Decimal(str(round(seconds, 3))), Jsonb(watermarks), Jsonb(objects)),
    ).fetchone()
    assert row is not None
    return Version(row[0], kind, row[1], states)
