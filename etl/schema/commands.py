"""`localpro migrate`."""

from typing import Annotated

import typer

from etl.schema import migrate as schema

app = typer.Typer()


@app.command()
def migrate(
    to: Annotated[str, typer.Option(help="Stop at this revision.")] = "head",
    down_to: Annotated[
        str | None,
        typer.Option(help="Go back to this revision (or `base`), dropping what came after it."),
    ] = None,
) -> None:
    """Bring the database to the schema of this release."""
    if down_to is None:
        schema.migrate(revision=to)
    else:
        schema.downgrade(None, down_to)
    typer.echo(f"the database is at {schema.current_revision()}")
