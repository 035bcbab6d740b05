"""`localpro schema prisma`."""

from pathlib import Path
from typing import Annotated

import typer

from etl.db import connect
from etl.prisma.catalog import read
from etl.prisma.write import write
from etl.schema.revision import require_newest

app = typer.Typer(
    name="schema",
    no_args_is_help=True,
    add_completion=False,
    help="The marketplace's tables, as others know them.",
)


@app.callback()
def schema() -> None:
    """Write the marketplace's tables as others know them."""


@app.command()
def prisma(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write here; without it, to the terminal.")
    ] = None,
) -> None:
    """Write schema.prisma, from which the application generates its Prisma client."""
    with connect() as connection:
        require_newest(connection)
        catalog = read(connection)
    written = write(catalog)
    if out is None:
        typer.echo(written, nl=False)
    else:
        out.write_text(written, encoding="utf-8")
        typer.echo(f"{out}: {len(catalog.tables)} models")
