"""`localpro generate`: fill an empty database with a synthetic marketplace."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from etl.synthetic.generate import generate as run
from etl.synthetic.scales import SCALES

app = typer.Typer()

Name = StrEnum("Name", {name: name for name in SCALES})


@app.command()
def generate(
    scale: Annotated[Name, typer.Option(help="How large a marketplace to make.")] = Name("demo"),
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same data.")] = 1,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day of history.  [default: yesterday]"),
    ] = None,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where there is marketplace data.")
    ] = False,
) -> None:
    """Fill an empty marketplace with believable data: people, bookings, payments, searches."""
    run(scale.value, seed, until.date() if until else None, if_empty=if_empty)
