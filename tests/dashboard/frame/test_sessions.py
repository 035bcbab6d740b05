"""Who has signed in is looked up every few seconds, and known to every process alike."""

from collections.abc import Callable, Iterator

import pytest

from dashboard.frame import sessions
from dashboard.frame.sessions import forget, looked_up
from dashboard.settings import settings
from queries.members import Identity
from queries.people import Person, Role, Stranger
from queries.shared import shared
from tests.redis_server import RedisServer

WHO = Identity("https://issuer.test", "7", "a-sign-in", "Asha", "asha@example.org")
OTHER = Identity("https://issuer.test", "8", "another", "Ravi")
ASHA = Person("7", "Asha", Role.BUSINESS)

Found = Person | Stranger | None


class Primary:
    """What the primary says of whoever is looked up, and how often it was asked."""

    def __init__(self) -> None:
        self.says: Found = ASHA
        self.asked: list[Identity] = []

    def known(self, identity: Identity) -> Found:
        self.asked.append(identity)
        return self.says


@pytest.fixture
def primary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Primary]:
    monkeypatch.setenv("LOCALPRO_COOKIE_SECRET", "a secret of this test, of 40 letters....")
    made = Primary()
    monkeypatch.setattr(sessions.members, "known", made.known)
    _as_another_process()
    yield made
    _as_another_process()


def _as_another_process() -> None:
    """Forget what this process remembers, but not what is in Redis."""
    settings.cache_clear()
    sessions._own.clear()
    sessions._signer.cache_clear()


@pytest.mark.parametrize("found", [ASHA, Stranger("issuer 7", "Asha"), None])
def test_somebody_is_looked_up_every_few_seconds(primary: Primary, found: Found) -> None:
    primary.says = found
    assert looked_up(WHO) == looked_up(WHO) == found
    assert primary.asked == [WHO]
    forget([WHO.sign_in])
    assert looked_up(WHO) == found
    assert primary.asked == [WHO, WHO]
    assert 0 < sessions.KNOWN_FOR <= 5


@pytest.mark.parametrize("found", [ASHA, Stranger("issuer 7", "Asha"), None])
@pytest.mark.usefixtures("shared_redis")
def test_what_one_process_found_another_knows(primary: Primary, found: Found) -> None:
    primary.says = found
    assert looked_up(WHO) == found
    _as_another_process()
    assert looked_up(WHO) == found
    assert primary.asked == [WHO]
    assert looked_up(OTHER) == found
    assert primary.asked == [WHO, OTHER]
    client = shared().client
    assert client is not None
    assert 0 < int(str(client.pttl("localpro-1:sign-in:a-sign-in"))) <= sessions.KNOWN_FOR * 1000


@pytest.mark.usefixtures("shared_redis")
def test_a_sign_out_is_known_to_every_process_at_once(primary: Primary) -> None:
    looked_up(WHO)
    primary.says = None
    forget([WHO.sign_in])
    sessions._own[WHO.sign_in] = ASHA  # as a process has it that did not hear of it
    assert looked_up(WHO) is None


@pytest.mark.parametrize("fault", [RedisServer.kill, RedisServer.freeze])
def test_without_redis_each_process_looks_itself(
    primary: Primary, shared_redis: RedisServer, fault: Callable[[RedisServer], None]
) -> None:
    looked_up(WHO)
    fault(shared_redis)
    try:
        assert looked_up(WHO) == ASHA
        assert primary.asked == [WHO]
        forget([WHO.sign_in])
        assert looked_up(WHO) == ASHA
        assert primary.asked == [WHO, WHO]
    finally:
        shared_redis.kill()


@pytest.mark.usefixtures("shared_redis")
def test_who_writes_there_is_nobody_by_that(
    primary: Primary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither with words of one's own, nor with the record of somebody else."""
    primary.says = None
    client = shared().client
    assert client is not None
    admin = Person("1", "Admin", Role.ADMIN)
    sessions._remember("an-admin", admin)
    others = client.get("localpro-1:sign-in:an-admin")
    with monkeypatch.context() as forging:
        forging.setattr(sessions, "_signer", _Forger)
        sessions._remember(WHO.sign_in, admin)
    forged = client.get("localpro-1:sign-in:a-sign-in")
    assert forged
    for written in (forged, others, b"", b"{}", b"\xff", b'["a-sign-in","1","Admin","admin"]'):
        assert written is not None
        client.set("localpro-1:sign-in:a-sign-in", written)
        assert looked_up(WHO) is None


class _Forger:
    def dumps(self, said: object) -> bytes:
        signer = sessions.URLSafeTimedSerializer("another secret", salt="sign-in")
        return signer.dumps(said).encode()


def test_no_address_and_no_secret_is_kept_there(
    primary: Primary, shared_redis: RedisServer
) -> None:
    looked_up(WHO)
    client = shared().client
    assert client is not None
    said = [key.encode() + (client.get(key) or b"") for key in shared_redis.held()]
    assert said
    assert not any(word in text for text in said for word in (b"asha@example", b"a secret of"))
    assert primary.asked == [WHO]
