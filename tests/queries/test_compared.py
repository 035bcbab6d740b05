"""What is missing is one group, however the frames of two periods say that it is missing."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from pandas import DataFrame

from queries.ask import compared
from queries.frames import only_row, to_frame
from queries.metrics.question import Question
from queries.periods import Period
from queries.source import Source

NOW, BEFORE = (
    Period(date(2025, 2, 1), date(2025, 2, 28)),
    Period(date(2025, 1, 1), date(2025, 1, 31)),
)


@dataclass(frozen=True)
class Answers:
    """A source that has been told what to say of each period."""

    rows: dict[Period, list[tuple[object, ...]]]

    def answer(self, question: Question) -> DataFrame:
        return to_frame(question.columns, self.rows[question.days])


def test_searches_of_no_category_now_and_before_are_one_row() -> None:
    question = Question(("searches_booked",), NOW, by=("category",))
    said = Answers(
        {NOW: [("a", "Plumbers", 3), (None, None, 2)], BEFORE: [(None, None, 1)]},
    )
    frame = compared(cast(Source, said), BEFORE, question)
    assert list(frame["searches_booked"]) == [3, 2]
    assert list(frame["searches_booked_before"]) == [0, 1]


def test_a_row_says_none_of_whatever_is_missing() -> None:
    columns = ("words", "whole", "nothing", "values")
    frame = to_frame(columns, [(None, None, None, [1, 2]), ("a", 1, None, [])])
    assert only_row(frame[:1]) == {
        "words": None,
        "whole": None,
        "nothing": None,
        "values": [1, 2],
    }
