"""`localpro export` and `localpro verify`."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import typer

from queries import Snapshot, read, typed
from queries.catalog import METRICS
from queries.errors import Gone, InvalidQuestion
from queries.export import log, manifest, verify
from queries.export.asked import Asked, Export, Named
from queries.export.formats import Format
from queries.export.making import Making, workload_of
from queries.export.write import write
from queries.filters import Filters
from queries.grain import Grain
from queries.load import catalog
from queries.metrics.question import Question, Where
from queries.metrics.relations import BEHIND
from queries.people import LOCAL
from queries.rows_behind import RowsOf, rows_of
from queries.settings import settings

app = typer.Typer(add_completion=False)

STDOUT = Path("-")
ROWS = {"bookings": "bookings"} | {known.name: kind for kind, known in BEHIND.items()}
"""Rows one by one, by the names under which no metric is known."""

Pairs = list[str] | None


@app.command("export")
def export_(
    names: Annotated[
        list[str], typer.Argument(help="Metrics, as `localpro metrics list` has them; or a query.")
    ],
    by: Annotated[list[str] | None, typer.Option(help="Split metrics by a dimension.")] = None,
    grain: Annotated[Grain | None, typer.Option(help="Cut the days into steps.")] = None,
    period: typed.Named = None,
    first: typed.First = None,
    last: typed.Last = None,
    where: Annotated[
        Pairs,
        typer.Option(help="Keep a value, as district=Lucknow; repeated, any of several."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Of amounts only: counts are then of every currency.")
    ] = None,
    param: Annotated[
        Pairs,
        typer.Option(
            help="A parameter of a query, as text=tutor; text= is none. Repeated, several of it."
        ),
    ] = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="The rows that the metric is made of, one by one.")
    ] = False,
    written: Annotated[Format, typer.Option("--format", help="The kind of file.")] = Format.CSV,
    out: Annotated[Path | None, typer.Option(help="The file; `-` is the standard output.")] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Text as it is, also where a spreadsheet would run it.")
    ] = False,
) -> None:
    """Write exactly what metrics or a query say to a file, with all rows, and a manifest beside it.

    Rows one by one: bookings, payment_rows, review_rows and search_rows.

    A file that has its name is whole. `localpro verify` proves it by the manifest.
    """
    with typed.usage_errors():
        with read("analytics") as snapshot:
            days = typed.days(snapshot, typed.Days(period, first, last))
            kept = typed.where(snapshot, where or ())
        if rows or names[0] in ROWS:
            asked: Asked = _rows(names, days, kept, currency)
        elif names[0] in METRICS:
            steps = typed.steps(days, grain)
            split = tuple(by or ())
            asked = Question(tuple(names), days.period, split, steps, kept, currency)
        else:
            asked = _query(names[0], param or ())
        export = Export(asked, _called(names[0], asked, days), raw=raw)
        with read(workload_of(export), settings().export_timeout_seconds) as snapshot:
            _made(snapshot, export, written, out)


def _called(name: str, asked: Asked, days: Filters) -> str:
    """Return what the file is called: what it holds, and of which days."""
    words = ["localpro", name.replace("_", "-")]
    if isinstance(asked, RowsOf) and name not in ROWS:
        words.append("rows")
    if not isinstance(asked, Named):
        words.append(f"{days.start}-to-{days.end}")
    return "-".join(words)


def _rows(names: Sequence[str], days: Filters, kept: Where, currency: str | None) -> RowsOf:
    """Return the rows of a kind, or those behind a metric."""
    if len(names) > 1:
        raise InvalidQuestion("rows are those of one number: name one metric")
    if names[0] in ROWS:
        return RowsOf(ROWS[names[0]], days.period, kept)
    return rows_of(Question(tuple(names), days.period, where=kept, amounts_in=currency), names[0])


def _query(name: str, given: Sequence[str]) -> Named:
    """Return a named query with its parameters; raise InvalidQuestion where there is none."""
    if name not in catalog():
        raise InvalidQuestion(
            f"there is no metric and no query called {name!r}: `localpro metrics list` and the"
            " screen Data, Queries name all"
        )
    values: dict[str, list[str]] = {}
    for key, value in map(_pair, given):
        values.setdefault(key, []).extend([value] if value else [])
    arrays = catalog()[name].arrays
    return Named(
        name,
        {
            key: (texts or None) if key in arrays else next(reversed(texts), None)
            for key, texts in values.items()
        },
    )


def _pair(given: str) -> tuple[str, str]:
    """Return a parameter; what is written as `name=` is none."""
    name, separator, value = given.partition("=")
    if not separator:
        raise InvalidQuestion(f"{given!r} is no parameter: write it as name=value")
    return name.strip(), value.strip()


def _made(snapshot: Snapshot, export: Export, format: Format, out: Path | None) -> None:
    with closing(Making(snapshot, export, format, LOCAL)) as making:
        link, is_taken = token_hex(16), False
        is_logged = settings().access_url is not None
        if is_logged:
            log.begin(LOCAL, link, making)
        try:
            _written(making, out or Path(making.name))
            is_taken = True
        finally:
            if is_logged:
                log.end(LOCAL, link, making, is_taken=is_taken)


def _written(making: Making, out: Path) -> None:
    if out == STDOUT:
        for data in making:
            sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        made, said = manifest.of(making, LOCAL), "the standard output"
    else:
        made, said = write(making, out, LOCAL), f"{out} and {manifest.beside(out).name}"
    typer.echo(
        f"Wrote {said}: {made.rows:,} rows, version {made.version} as of {made.as_of:%c %Z},"
        f" SHA-256 {made.sha256}.",
        err=out == STDOUT,
    )


@app.command("verify")
def verify_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A file with its manifest beside.")
    ],
) -> None:
    """Say whether a file is what it was exported as, and what the same question says again."""
    try:
        known = manifest.read(file)
        workload = workload_of(known.asked)
        with read(workload, settings().export_timeout_seconds) as snapshot:
            verdict = verify.verified(file, known, snapshot)
    except Gone as error:
        typer.echo(f"{error}.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{file}: {verdict.found.value} ({verdict.detail}).", err=not verdict.is_good)
    raise typer.Exit(0 if verdict.is_good else 1)
