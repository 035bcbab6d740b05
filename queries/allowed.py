"""What a person may read: every question is checked, whether its answer is known already or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from queries.load import named
from queries.metrics.question import Question
from queries.people import Person, Right
from queries.servers import shown
from queries.servers.endpoints import Workload
from queries.snapshot import read
from queries.source import Passing

WORKLOADS: dict[Workload, Right] = {"analytics": Right.LOOK, "reporting": Right.REVIEW}
"""What somebody must have the right to for whom a role of the database reads."""


@dataclass(frozen=True)
class Allowed(Passing):
    """A source for one person: it answers what the person may ask, and raises NoRight else."""

    person: Person

    def answer(self, question: Question) -> DataFrame:
        """Return what the source answers. Raises NoRight."""
        self.person.must(question.right)
        return self.source.answer(question)

    def frame(self, name: str, **params: Any) -> DataFrame:
        """Return what the source finds, without columns that the person may not see.

        Raises NoRight.
        """
        self.person.must(named(name).right)
        return self._seen(name, self.source.frame(name, **params))

    def live_frame(self, name: str, **params: Any) -> DataFrame:
        """Return the same as `frame`, as it is now. Raises NoRight."""
        self.person.must(named(name).right)
        return self._seen(name, self.source.live_frame(name, **params))

    def recent_frame(self, name: str, **params: Any) -> DataFrame:
        """Return the same as it was in the last seconds. Raises NoRight."""
        self.person.must(named(name).right)
        return self._seen(name, self.source.recent_frame(name, **params))

    def _seen(self, name: str, frame: DataFrame) -> DataFrame:
        columns = named(name).columns
        hidden = [each for each, right in columns.items() if not self.person.may(right)]
        return frame.drop(columns=hidden) if hidden else frame


@contextmanager
def read_for(person: Person, workload: Workload = "analytics") -> Iterator[Allowed]:
    """Open a snapshot (`read`) for a person, of a version no older than they were shown.

    Raises NoRight, and what `read` raises.
    """
    person.must(WORKLOADS[workload])
    with read(workload, accepts=shown.not_older_for(person)) as snapshot:
        shown.note(person, snapshot)
        yield Allowed(snapshot, person)
