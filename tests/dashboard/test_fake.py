"""The fake source answers as PostgreSQL does: the same columns, with values of the same types."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from dashboard.screens import SCREENS
from queries import Snapshot, providers
from queries.coverage import Shown
from queries.filters import Filters, available
from queries.load import catalog
from queries.metrics.question import Question
from queries.portable import packed, unpacked
from queries.source import Source
from tests.dashboard.app import BARS
from tests.dashboard.fake import Fake, named

QUARTER = Filters(date(2025, 1, 1), date(2025, 3, 31))
OF_NO_SCREEN = {
    *("data_version_newest", "rows_archived", "server_standing", "wal_archiving"),
}
"""What is asked before a snapshot is one, on the command line, and for the rows behind a number."""


@dataclass(frozen=True)
class Told:
    """What was asked, what PostgreSQL answered, and what the fake would have."""

    name: str
    found: DataFrame
    made_up: DataFrame


@dataclass(frozen=True)
class Overheard:
    """A source that remembers what it was asked."""

    source: Source
    version: int
    as_of: datetime
    published_at: datetime
    server: str = "primary"
    told: list[Told] = field(default_factory=list)

    def answer(self, question: Question) -> DataFrame:
        return self._remember(
            named(question), self.source.answer(question), Fake().answer(question)
        )

    def frame(self, name: str, **params: Any) -> DataFrame:
        found = self.source.frame(name, **params)
        return self._remember(name, found, Fake().frame(name, **params))

    def live_frame(self, name: str, **params: Any) -> DataFrame:
        found = self.source.live_frame(name, **params)
        return self._remember(name, found, Fake().live_frame(name, **params))

    def recent_frame(self, name: str, **params: Any) -> DataFrame:
        found = self.source.recent_frame(name, **params)
        return self._remember(name, found, Fake().recent_frame(name, **params))

    def _remember(self, name: str, found: DataFrame, made_up: DataFrame) -> DataFrame:
        self.told.append(Told(name, found, made_up))
        return found


@pytest.fixture
def told(many: Snapshot) -> list[Told]:
    """Everything that any screen asks of the random marketplace."""
    source = Overheard(many, many.version, many.as_of, many.published_at)
    available(source)
    for screen in SCREENS.values():
        for tab in BARS[screen.name].options:
            chosen = replace(screen.choose(QUARTER), tab=tab)
            for choices in every_choice(screen.name, chosen, many):
                screen.gather(source, QUARTER, choices)
    return source.told


def every_choice(name: str, choices: Any, snapshot: Snapshot) -> Iterator[Any]:
    """Yield choices with which a screen asks everything that it ever asks."""
    if name == "provider":
        for provider_id in providers.choices(snapshot)["provider_id"].head(3):
            yield replace(choices, provider=provider_id)
    elif name == "coverage":
        above = ("providers", "areas")
        for measure in ("demand", "covering_providers"):
            yield replace(
                choices, base="cells", measure=measure, above=above, shown=Shown(None, None)
            )
    else:
        yield choices


def test_the_fake_answers_every_question_as_the_database_does(told: list[Told]) -> None:
    assert catalog().keys() - {each.name for each in told} == OF_NO_SCREEN
    for each in told:
        assert list(each.made_up.columns) == list(each.found.columns), each.name
        found, fake = kinds(each.found), kinds(each.made_up)
        known = found.keys() & fake.keys()
        assert {name: fake[name] for name in known} == {name: found[name] for name in known}, (
            each.name
        )
        assert_another_process_reads(each.found)


def assert_another_process_reads(frame: DataFrame) -> None:
    """Hold what is shared by processes to be the same, value by value and type by type."""
    again = unpacked(packed(frame))
    assert_frame_equal(again, frame)
    for name in frame:
        assert [*map(type, again[name])] == [*map(type, frame[name])], name
        assert [*map(str, again[name])] == [*map(str, frame[name])], name


def kinds(frame: DataFrame) -> dict[str, str]:
    """Return the dtype of each column in which anything is known, and the type of its values.

    Whole numbers are Int64 only where some are missing, which says nothing of the query.
    """
    known = {name: frame[name].dropna() for name in frame if frame[name].notna().any()}
    return {
        str(name): f"{str(values.dtype).lower()} of {type(values.iloc[0]).__name__.lower()}"
        for name, values in known.items()
    }


def test_a_fake_of_nothing_has_the_same_columns() -> None:
    for name in ("providers_table", "provider_choices", "data_runs"):
        nothing, something = (Fake(size).frame(name) for size in (0, 4))
        assert nothing.empty
        assert list(nothing.columns) == list(something.columns)
    question = Question(("requested", "completed_rate"), QUARTER.period)
    assert Fake(0).answer(question).to_dict("records") == [{"requested": 0, "completed_rate": None}]
