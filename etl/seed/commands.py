"""`localpro seed`: load the sample of the design document."""

import typer

from etl.seed import sample

app = typer.Typer()


@app.command()
def seed() -> None:
    """Load the sample of the design document into an empty marketplace."""
    if sample.seed():
        typer.echo("The sample is loaded: 5 categories, 2 providers, 2 customers, 1 booking.")
    else:
        typer.echo("The sample is already there; nothing was changed.")
