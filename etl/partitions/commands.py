"""`localpro partitions`: keep the runway, drop what has expired."""

from typing import Annotated

import typer

from etl.partitions.lifecycle import maintain, plan

app = typer.Typer()


@app.command()
def partitions(
    dry_run: Annotated[bool, typer.Option(help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Make partitions 6 months and 12 weeks ahead; drop notifications after 6 months."""
    outcome = plan() if dry_run else maintain()
    made, dropped = ("would make", "would drop") if dry_run else ("made", "dropped")
    for child in outcome.made:
        typer.echo(f"{made} {child}")
    for child in outcome.dropped:
        typer.echo(f"{dropped} {child}")
    if not outcome.made and not outcome.dropped:
        typer.echo("Nothing to do: the runway is complete and nothing has expired.")
