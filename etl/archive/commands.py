"""`localpro archive`: searches older than three months leave the database as Parquet."""

from datetime import datetime
from typing import Annotated

import typer

from etl.archive.report.check import check as check_weeks
from etl.archive.report.compare import report as report_days
from etl.archive.report.engines.choose import EngineName, choose
from etl.archive.restore import restore as restore_week
from etl.archive.run import archive as archive_weeks
from etl.archive.run import due
from etl.archive.store import open_store

app = typer.Typer()


@app.callback(invoke_without_command=True)
def archive(
    context: typer.Context,
    week: Annotated[
        list[str] | None, typer.Option(help="Only this week, such as 2025w01; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would be done, and do nothing.")] = False,
    trust_clock: Annotated[
        bool, typer.Option("--trust-clock", help="The clock is right, however much it leapt.")
    ] = False,
) -> None:
    """Move weeks of searches that are older than three months to LOCALPRO_ARCHIVE_URL."""
    if context.invoked_subcommand is not None:
        return
    if dry_run:
        for each in due():
            typer.echo(f"would archive {each.week} (now {each.state or 'attached'})")
        return
    done = archive_weeks(
        open_store(),
        weeks=week or (),
        said=lambda each, state: typer.echo(f"{each.week} {state}"),
        trust_clock=trust_clock,
    )
    rows = sum(each.row_count or 0 for each in done)
    typer.echo(f"Archived {len(done)} weeks, {rows:,} rows.")


@app.command()
def restore(week: Annotated[str, typer.Argument(help="A week, such as 2025w01.")]) -> None:
    """Bring one week of searches back from the archive; it stays until it is archived by name."""
    restored = restore_week(open_store(), week)
    typer.echo(f"Restored {restored.week}, {restored.row_count or 0:,} rows.")


@app.command()
def check() -> None:
    """Compare tonight's weeks with what is published; each has its turn in 30 nights."""
    weeks = check_weeks(open_store())
    typer.echo(f"Checked {len(weeks)} archived weeks: all as published.")


@app.command()
def report(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    engine: Annotated[EngineName, typer.Option(help="What reads the archive.")] = EngineName.DUCKDB,
    master: Annotated[
        str | None,
        typer.Option(help="Where Spark runs: spark://host:port, or by default this machine."),
    ] = None,
) -> None:
    """Count archived searches again from Parquet and compare with what is published."""
    chosen = choose(engine, master)
    for each in report_days(open_store(), first.date(), last.date(), engine=chosen):
        typer.echo(f"{each.name:<14} {each.days:>4} days  {each.rows:>9,} rows  equal ({engine})")
