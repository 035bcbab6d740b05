"""Questions as screens ask them: of the days of their filters in steps, or now beside before."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

import pandas as pd
from pandas import DataFrame

from queries.catalog import metric
from queries.errors import InvalidQuestion
from queries.filters import Filters
from queries.frames import records, to_frame
from queries.metrics.aggregates import Growth
from queries.metrics.answer import Values, of_nothing
from queries.metrics.question import STEP, Question
from queries.periods import Period
from queries.ratio import ratio
from queries.source import Source
from queries.steps import Cut, steps_of

PLACES = ("category", "district")
"""The filters of where something happened."""

KINDS = ("category", "sub_category", "district")
"""The same, and of which kind of service it was, for what knows that."""

Rows = Mapping[tuple[Any, ...], Values]
"""What each group of an answer comes to."""


def over_time(source: Source, filters: Filters, cut: Cut, *questions: Question) -> DataFrame:
    """Return what questions come to in each step of the filters' days: first_day and last_day
    (what the filters leave of it), the metrics, and what the step is (`Steps.described`).
    """
    steps = steps_of(filters, cut)
    counted = tuple(step.counted for step in steps.steps)
    answers = [source.answer(replace(question, steps=counted)) for question in questions]
    others = [answer.drop(columns=[*STEP]) for answer in answers[1:]]
    return steps.described(pd.concat([answers[0], *others], axis="columns"))


def compared(
    source: Source, before: Period | None, *questions: Question, growth: tuple[str, ...] = ()
) -> DataFrame:
    """Return the answers to questions by the same dimensions side by side, each metric with what
    it came to in the days before as `<name>_before`, and growth metrics.

    There is a row for whatever has anything in either period, as the first question orders them.
    Without days before, nothing happened in them. Raises InvalidQuestion for steps: those of two
    periods are not the same.
    """
    if any(question.steps for question in questions):
        raise InvalidQuestion("what is compared is not cut into steps: leave one of them out")
    keys = questions[0].columns[: -len(questions[0].declared)]
    sides = [side for question in questions for side in _sides(source, question, before)]
    groups = dict.fromkeys(chain.from_iterable(rows for rows, _ in sides))
    together = {
        group: {
            name: value for rows, none in sides for name, value in rows.get(group, none).items()
        }
        for group in groups
    }
    columns = [*dict.fromkeys(chain.from_iterable(none for _, none in sides)), *growth]
    rows = [
        (*group, *(_grown(name, values) if name in growth else values[name] for name in columns))
        for group, values in together.items()
    ]
    return to_frame([*keys, *columns], rows)


def grown(source: Source, filters: Filters, question: Question, growth: str) -> DataFrame:
    """Return the answer to a question with how much one of its metrics grew over the days that are
    compared; without a comparison, no data.
    """
    answer, sides = source.answer(question), filters.comparison
    aggregate = metric(growth).aggregate
    assert isinstance(aggregate, Growth)
    if sides is None:
        return answer.assign(**{growth: None})
    asked = replace(question, metrics=(aggregate.metric,), days=sides.now.period)
    known = compared(source, sides.before.period, asked, growth=(growth,))
    keys = [*asked.columns[:-1]]
    return answer.merge(known[[*keys, growth]], "left", keys)


def _sides(
    source: Source, question: Question, before: Period | None
) -> Iterator[tuple[Rows, Values]]:
    """Yield what a question comes to now and before, each with what groups without anything do."""
    names, nothing = [known.name for known in question.declared], of_nothing(question)
    keys = question.columns[: -len(names)]
    for days, ending in ((question.days, ""), (before, "_before")):
        answer = source.answer(replace(question, days=days)) if days else DataFrame()
        rows = {
            tuple(row[key] for key in keys): {f"{name}{ending}": row[name] for name in names}
            for row in records(answer)
        }
        yield rows, {f"{name}{ending}": nothing[name] for name in names}


def _grown(name: str, values: Values) -> Any:
    growth = metric(name).aggregate
    assert isinstance(growth, Growth)
    quotient = ratio(values[growth.metric], values[f"{growth.metric}_before"])
    return None if quotient is None else quotient - 1
