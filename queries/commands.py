"""`localpro metrics list` and `query`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer
from pandas import DataFrame

from queries import Snapshot, read, typed
from queries.ask import compared
from queries.catalog import METRICS, metric
from queries.errors import InvalidFilter, InvalidQuestion
from queries.filters import Compare, Comparison, Filters
from queries.grain import Grain
from queries.metrics.aggregates import Growth
from queries.metrics.question import Question
from queries.periods import Why
from queries.printed import Format, printed

app = typer.Typer(
    name="metrics",
    no_args_is_help=True,
    add_completion=False,
    help="Metrics: what there is to ask, and what it comes to.",
)

As = Annotated[
    Format, typer.Option("--format", help="A table for people, or files with every digit.")
]
WHY_NOT = {
    Why.BEFORE_DATA: "there is no data of the days before",
    Why.NOT_OVER: "no day of it is over",
    Why.OVERLAP: "it would be compared with days of its own",
}


@app.command("list")
def list_metrics(written: As = Format.TABLE) -> None:
    """List every metric: name, label, unit, dimensions and source."""
    columns = ["name", "label", "unit", "dimensions", "source"]
    rows = [
        (known.name, known.label, known.unit.value, ", ".join(known.dimensions), known.source)
        for known in METRICS.values()
    ]
    _print(DataFrame(rows, columns=columns), written, {})


@app.command()
def query(
    metrics: Annotated[list[str], typer.Argument(help="Names of metrics, as `list` has them.")],
    by: Annotated[list[str] | None, typer.Option(help="Split by a dimension.")] = None,
    grain: Annotated[Grain | None, typer.Option(help="Cut the days into steps.")] = None,
    period: typed.Named = None,
    first: typed.First = None,
    last: typed.Last = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            help="Keep a value of a dimension, as category=Tutors or currency=INR; repeated, any of"
            " several."
        ),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Of amounts only: counts are then of every currency.")
    ] = None,
    compare: Annotated[
        Compare, typer.Option(help="Say what it was before, too, over the days that are over.")
    ] = Compare.NONE,
    against: typed.Against = None,
    written: As = Format.TABLE,
) -> None:
    """Say what metrics come to, by dimensions and steps in time, of some days.

    Names of categories and sub-categories may stand for their ids. Amounts and rates in JSON are
    text, with every digit.
    """
    with typed.usage_errors(), read("analytics") as snapshot:
        days = typed.days(snapshot, typed.Days(period, first, last, compare, against))
        question = Question(
            _bases(metrics),
            days.period,
            by=tuple(by or ()),
            steps=typed.steps(days, grain),
            where=typed.where(snapshot, where or ()),
            amounts_in=currency,
        )
        frame, about = _answer(snapshot, question, days, _growth(metrics))
    _print(frame, written, about)


def _answer(
    snapshot: Snapshot, question: Question, days: Filters, growth: tuple[str, ...]
) -> tuple[DataFrame, dict[str, object]]:
    """Return the answer, and what it is about."""
    about = {"version": snapshot.version, "as_of": snapshot.as_of.isoformat()}
    if days.compare is Compare.NONE:
        if growth:
            raise InvalidQuestion(f"{growth[0]} takes a comparison, as --compare previous")
        return snapshot.answer(question), about | _named("", days)
    sides = _sides(days)
    asked = replace(question, days=sides.now.period)
    frame = compared(snapshot, sides.before.period, asked, growth=growth)
    return frame, about | _named("", sides.now) | _named("before_", sides.before)


def _sides(days: Filters) -> Comparison:
    """Return what is compared with what; raise InvalidFilter where nothing can be."""
    sides = days.comparison
    if sides is None:
        why = WHY_NOT[days.why_not or Why.NOT_OVER]
        raise InvalidFilter(f"{days.start} to {days.end} cannot be compared: {why}")
    return sides


def _named(prefix: str, days: Filters) -> dict[str, object]:
    return {f"{prefix}from": days.start.isoformat(), f"{prefix}to": days.end.isoformat()}


def _growth(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if isinstance(metric(name).aggregate, Growth))


def _bases(names: Sequence[str]) -> tuple[str, ...]:
    """Return the metrics to ask for: in place of growth, those that grow."""
    known = [metric(name) for name in names]
    return tuple(
        dict.fromkeys(
            each.aggregate.metric if isinstance(each.aggregate, Growth) else each.name
            for each in known
        )
    )


def _print(frame: DataFrame, written: Format, about: dict[str, object]) -> None:
    typer.echo(printed(frame, written, about), nl=False)
