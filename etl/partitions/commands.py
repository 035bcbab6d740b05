"""`localpro partitions`: keep the runway, drop what has expired; make those of the past."""

from datetime import date, datetime
from typing import Annotated

import typer

from etl.db import connect
from etl.partitions.lifecycle import maintain, plan
from etl.partitions.past import Past, make_past, plan_past

app = typer.Typer()


@app.command()
def partitions(
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="Make those of the past from this day on, instead."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would be done, and do nothing.")] = False,
    trust_clock: Annotated[
        bool, typer.Option("--trust-clock", help="The clock is right, however much it leapt.")
    ] = False,
) -> None:
    """Make partitions 6 months and 12 weeks ahead; drop notifications after 6 months."""
    made, dropped = ("would make", "would drop") if dry_run else ("made", "dropped")
    if first is not None:
        children, left_out = _past(first.date(), dry_run=dry_run)
        _say(made, children)
        _say("left out:", left_out)
        if not children and not left_out:
            typer.echo("Nothing to do: every partition from that day on exists.")
        return
    outcome = plan() if dry_run else maintain(trust_clock=trust_clock)
    _say(made, outcome.made)
    _say(dropped, outcome.dropped)
    if not outcome.made and not outcome.dropped:
        typer.echo("Nothing to do: the runway is complete and nothing has expired.")


def _past(first_day: date, *, dry_run: bool) -> tuple[list[str], list[Past]]:
    if not dry_run:
        return make_past(first_day)
    with connect() as connection:
        wanted, left_out = plan_past(connection, first_day)
    return [partition.child for partition in wanted], left_out


def _say(what: str, about: list[str] | list[Past]) -> None:
    for each in about:
        typer.echo(f"{what} {each}")
