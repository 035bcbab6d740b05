"""`localpro maintenance`."""

import typer

from etl.db import connect
from etl.maintenance.indexes import counted_since, unused

app = typer.Typer(no_args_is_help=True)


@app.callback()
def maintenance() -> None:
    """The upkeep of indexes."""


@app.command()
def unused_indexes() -> None:
    """List the indexes that no query of this server has used, the largest first; drop none."""
    with connect() as connection:
        found, since = unused(connection), counted_since(connection)
    for index in found:
        name = f"{index.schema_name}.{index.index_name}"
        typer.echo(f"{index.bytes / 1e6:>10,.1f} MB  {name}  on {index.table_name}")
    size = sum(index.bytes for index in found) / 1e6
    counted = f"since {since:%Y-%m-%d %H:%M %Z}" if since else "since the database was made"
    typer.echo(
        f"{len(found)} indexes, {size:,.1f} MB, were not used here {counted}."
        " Ask every replica before one is dropped, and whoever has monthly jobs."
    )
