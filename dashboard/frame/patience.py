"""A page has so many questions that it must not wait for one after another that takes too long."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pandas import DataFrame

from queries.errors import QueryTimeout
from queries.metrics.question import Question
from queries.source import Passing

MOST_LATE = 3
"""Questions that may take too long before a page puts no further one."""


@dataclass(frozen=True)
class Patient(Passing):
    """A source of one page: what took too long is not asked again, nor is more after some.

    The same metrics are not asked for in other steps or days either.
    """

    late: dict[Hashable, QueryTimeout] = field(default_factory=dict)

    def answer(self, question: Question) -> DataFrame:
        """Return what the source answers. Raises QueryTimeout also without asking."""
        what = (question.metrics, question.by)
        return self._asked(what, partial(self.source.answer, question))

    def frame(self, name: str, **params: Any) -> DataFrame:
        """Return what the source finds. Raises QueryTimeout also without asking."""
        return self._asked(name, partial(self.source.frame, name, **params))

    def live_frame(self, name: str, **params: Any) -> DataFrame:
        """Return what the source finds now. Raises QueryTimeout also without asking."""
        return self._asked(name, partial(self.source.live_frame, name, **params))

    def recent_frame(self, name: str, **params: Any) -> DataFrame:
        """Return what the source found lately. Raises QueryTimeout also without asking."""
        return self._asked(name, partial(self.source.recent_frame, name, **params))

    def _asked(self, what: Hashable, ask: Callable[[], DataFrame]) -> DataFrame:
        if what in self.late:
            raise self.late[what]
        if len(self.late) >= MOST_LATE:
            raise QueryTimeout("other parts of this page took so long that this was not tried")
        try:
            return ask()
        except QueryTimeout as error:
            self.late[what] = error
            raise
