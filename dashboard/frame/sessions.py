"""Who has signed in, as all processes know it: looked up on the primary every few seconds at most.

In Redis, where there is one, each sign-in has a record of what was found. It is signed, so that
who can write there is nobody by that; and it ends for all processes at once with the sign-in. What
holds is on the primary (`queries.members`): records may be lost.
"""

from collections.abc import Iterable
from functools import lru_cache
from secrets import token_hex
from threading import Lock
from typing import Literal, TypeAlias

from cachetools import TTLCache
from itsdangerous import BadData, URLSafeTimedSerializer

from dashboard.settings import settings
from queries import members
from queries.cache import FORM
from queries.members import Identity
from queries.people import Person, Role, Stranger
from queries.shared import shared

KNOWN_FOR = 3
"""Seconds until it is looked up again whether somebody may come in, and as what."""

OUT: Literal["out"] = "out"
"""A sign-in that a sign-out followed."""

Record: TypeAlias = Person | Stranger | Literal["out"]

_own: TTLCache[str, Record] = TTLCache(maxsize=1024, ttl=KNOWN_FOR)
"""What this process knows itself, for while Redis is away."""

_lock = Lock()


def looked_up(identity: Identity) -> Person | Stranger | None:
    """Return what `queries.members.known` says, asked at most every few seconds."""
    record = _remembered(identity.sign_in)
    if record is None:
        record = members.known(identity) or OUT
        _remember(identity.sign_in, record)
    return None if record == OUT else record


def forget(sign_ins: Iterable[str]) -> None:
    """Look these up anew, in every process."""
    for sign_in in sign_ins:
        with _lock:
            _own.pop(sign_in, None)
        key = _key(sign_in)
        shared().ask(lambda redis, key=key: redis.delete(key), otherwise=0)  # type: ignore[misc]


def _remembered(sign_in: str) -> Record | None:
    with _lock:
        own = _own.get(sign_in)
    unanswered = object()
    written = shared().ask(lambda redis: redis.get(_key(sign_in)), otherwise=unanswered)
    return own if written is unanswered else _read(written, sign_in)


def _remember(sign_in: str, record: Record) -> None:
    with _lock:
        _own[sign_in] = record
    written = _signer().dumps([sign_in, *_said(record)])
    shared().ask(lambda redis: redis.set(_key(sign_in), written, ex=KNOWN_FOR), otherwise=None)


def _said(record: Record) -> list[str]:
    if isinstance(record, Person):
        return [record.id, record.name, record.role.value]
    return [record.id, record.name] if isinstance(record, Stranger) else []


def _read(written: object, sign_in: str) -> Record | None:
    """Return what a record says of this sign-in; None without one, or where it is not ours."""
    if not isinstance(written, bytes | str):
        return None
    try:
        named, *said = _signer().loads(written, max_age=KNOWN_FOR)
    except BadData:
        return None
    if named != sign_in:
        return None
    match said:
        case [who, name, role]:
            return Person(who, name, Role(role))
        case [who, name]:
            return Stranger(who, name)
    return OUT


def _key(sign_in: str) -> str:
    return f"{FORM}:sign-in:{sign_in}"


@lru_cache
def _signer() -> URLSafeTimedSerializer:
    """Return what signs records: by the secret that all processes share, else by one of this."""
    key = settings().cookie_secret
    return URLSafeTimedSerializer(key.get_secret_value() if key else token_hex(32), salt="sign-in")
