"""A data version made of frames, where screens are to take it for one that is read."""

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID, uuid4

from pandas import DataFrame
from sqlalchemy import Connection

from queries import Allowed, Snapshot
from queries.metrics.question import Question
from queries.people import Person, Role
from queries.servers.endpoints import PRIMARY, Endpoint
from tests.dashboard.fake import AS_OF, Fake

ONE = uuid4()


@dataclass(eq=False)
class Made(Snapshot):
    """A snapshot that asks a fake source."""

    fake: Fake = field(default_factory=Fake)

    def answer(self, question: Question) -> DataFrame:
        """Return what the fake answers."""
        return self.fake.answer(question)

    def frame(self, name: str, **params: object) -> DataFrame:
        """Return what the fake finds."""
        return self.fake.frame(name, **params)

    def live_frame(self, name: str, **params: object) -> DataFrame:
        """Return what the fake finds."""
        return self.fake.live_frame(name, **params)

    def recent_frame(self, name: str, **params: object) -> DataFrame:
        """Return what the fake finds."""
        return self.fake.recent_frame(name, **params)


def seen(known: Made, role: Role = Role.ADMIN) -> Allowed:
    """Return a version as somebody of a role may read it."""
    return Allowed(known, Person("somebody", "Somebody", role))


def version(number: int = 1, identity: UUID = ONE, role: str = "analytics") -> Made:
    """Return a data version with some of everything, of which nothing was asked yet."""
    endpoint = Endpoint(PRIMARY, "", "")
    return Made(cast(Connection, None), endpoint, role, number, identity, AS_OF, AS_OF)
