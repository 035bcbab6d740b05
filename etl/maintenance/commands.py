"""`localpro maintenance`."""

from typing import Annotated

import typer

from etl.db import connect
from etl.maintenance import upkeep
from etl.maintenance.bloat import SMALLEST, measured
from etl.maintenance.indexes import counted_since, unused

app = typer.Typer(no_args_is_help=True)

OneTable = Annotated[str | None, typer.Option(help="Of this table alone, as public.bookings.")]


@app.callback()
def maintenance() -> None:
    """The upkeep of indexes and statistics, beside readers and writers; nothing is dropped."""


@app.command()
def reindex(
    at_least: Annotated[
        float, typer.Option(min=1, max=100, help="Percent of an index that must be wasted.")
    ] = 30,
    every: Annotated[bool, typer.Option("--all", help="Whatever they waste.")] = False,
    table: OneTable = None,
) -> None:
    """Rebuild indexes that waste room, one by one. If stopped, run it again: it goes on."""
    count = upkeep.reindex(typer.echo, at_least=at_least, every=every, table=table)
    typer.echo(f"{count:,} indexes were rebuilt.")


@app.command()
def analyze(table: OneTable = None) -> None:
    """Let the server look anew at how rows are distributed, also of partitioned tables."""
    typer.echo(f"{upkeep.analyze(typer.echo, table=table):,} tables were looked at.")


@app.command()
def bloat(
    smallest: Annotated[
        float, typer.Option(min=0, help="Megabytes below which nothing is measured.")
    ] = SMALLEST / 1e6,
    most: Annotated[int, typer.Option(min=1, help="How many are listed.")] = 20,
) -> None:
    """List what tables and indexes waste, the most first. It reads every page of the indexes."""
    with connect(autocommit=True) as connection:
        found = measured(connection, int(smallest * 1e6))
    for one in found[:most]:
        part = f"{one.wasted / 1e6:>10,.1f} of {one.bytes / 1e6:>10,.1f} MB"
        typer.echo(f"{part}  {one.percent:>5.1f} %  {one.kind}  {one.name}")
    wasted, size = sum(one.wasted for one in found), sum(one.bytes for one in found)
    typer.echo(f"{wasted / 1e6:,.1f} of {size / 1e6:,.1f} MB hold nothing that is needed.")


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
