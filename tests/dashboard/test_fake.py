"""The fake source answers as PostgreSQL does: the same columns, with values of the same types."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from pandas import DataFrame

from dashboard.screens import SCREENS
from queries import Snapshot, providers
from queries.coverage import Shown
from queries.filters import Filters, available
from queries.load import catalog
from queries.source import Source
from tests.dashboard.fake import Fake

QUARTER = Filters(date(2025, 1, 1), date(2025, 3, 31))
OF_THE_CONNECTION = {"data_version_newest"}
"""What a snapshot asks before it is one."""


@dataclass(frozen=True)
class Question:
    """A named query, what was asked, and what was found."""

    name: str
    params: dict[str, Any]
    found: DataFrame


@dataclass(frozen=True)
class Overheard:
    """A source that remembers what it was asked."""

    source: Source
    version: int
    as_of: datetime
    published_at: datetime
    questions: list[Question] = field(default_factory=list)

    def frame(self, name: str, **params: Any) -> DataFrame:
        found = self.source.frame(name, **params)
        self.questions.append(Question(name, params, found))
        return found

    def live_frame(self, name: str, **params: Any) -> DataFrame:
        found = self.source.live_frame(name, **params)
        self.questions.append(Question(name, params, found))
        return found


@pytest.fixture
def heard(many: Snapshot) -> list[Question]:
    """Everything that any screen asks of the random marketplace."""
    source = Overheard(many, many.version, many.as_of, many.published_at)
    available(source)
    for screen in SCREENS.values():
        for choices in every_choice(screen.name, screen.choose(QUARTER), many):
            screen.gather(source, QUARTER, choices)
    return source.questions


def every_choice(name: str, choices: Any, snapshot: Snapshot) -> Iterator[Any]:
    """Yield choices with which a screen asks everything that it ever asks."""
    if name == "provider":
        for provider_id in providers.choices(snapshot)["provider_id"].head(3):
            yield replace(choices, provider=provider_id)
    elif name == "coverage":
        above = ("Providers", "Service areas")
        for measure in ("demand", "covering_providers"):
            yield replace(
                choices, base="Map cells", measure=measure, above=above, shown=Shown(None, None)
            )
    else:
        yield choices


def test_the_fake_answers_every_question_as_the_database_does(heard: list[Question]) -> None:
    assert {each.name for each in heard} == catalog().keys() - OF_THE_CONNECTION
    for each in heard:
        made_up = Fake().frame(each.name, **each.params)
        assert list(made_up.columns) == list(each.found.columns), each.name
        found, fake = kinds(each.found), kinds(made_up)
        known = found.keys() & fake.keys()
        assert {name: fake[name] for name in known} == {name: found[name] for name in known}, (
            each.name
        )


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
    for name in ("bookings_by", "providers_table", "provider_choices"):
        nothing = Fake(0).frame(name, dimension="category", first_days=[QUARTER.start])
        assert nothing.empty
        assert list(nothing.columns) == list(
            Fake().frame(name, dimension="category", first_days=[QUARTER.start]).columns
        )
    assert pd.isna(Fake(0).frame("bookings_funnel")["share_of_requested"]).all()
