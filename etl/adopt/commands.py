"""`localpro adopt`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from etl.adopt import run
from etl.adopt.check import Report
from etl.adopt.verify import Compared
from etl.errors import AdoptError

app = typer.Typer()


@app.command()
def adopt(
    check: Annotated[
        bool, typer.Option("--check", help="Say what differs and what would be done; no more.")
    ] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="Take it over: nobody may write there any more.")
    ] = False,
    leave: Annotated[
        bool, typer.Option("--leave", help="With --finish: what has no place here stays there.")
    ] = False,
    let_go: Annotated[
        bool, typer.Option("--let-go", help="Take the triggers off the marketplace again.")
    ] = False,
) -> None:
    """Bring the marketplace of LOCALPRO_ADOPT_URL here while it goes on, and compare all of it."""
    if check + finish + let_go > 1:
        raise typer.BadParameter("one of --check, --finish and --let-go")
    if check:
        _print_reports(run.look())
    elif let_go:
        run.let_go()
        typer.echo("The marketplace is as it was.")
    elif finish:
        _print_compared(run.finish(leave=leave, on_batch=_print_batch))
        typer.echo("Taken over: writers of the old database are refused. Refresh, then let the")
        typer.echo("application use `localpro schema prisma` and this database.")
    else:
        _print_compared(run.adopt(on_batch=_print_batch))


def _print_batch(table: str, rows: int) -> None:
    typer.echo(f"  {table:<24} {rows:>12,} rows carried")


def _print_compared(compared: Sequence[Compared]) -> None:
    for each in compared:
        typer.echo(f"  {each.table:<24} {each.here[0]:>12,} rows  {each.here[1]}")
    typer.echo(f"{len(compared)} tables are here as they are there.")


def _print_reports(reports: Sequence[Report]) -> None:
    for report in reports:
        counted = "" if report.rows is None else f": {report.rows:,} rows"
        typer.echo(f"{report.table}{counted}")
        for note in report.notes:
            typer.echo(f"  {note}")
        for problem in report.problems:
            typer.echo(f"  PROBLEM {problem}")
    if wrong := sum(len(report.problems) for report in reports):
        raise AdoptError(f"{wrong} problems: put them right in the marketplace first")
    typer.echo("It can be adopted as it is.")
