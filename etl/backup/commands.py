"""`localpro backup`."""

from pathlib import Path
from typing import Annotated

import typer

from etl.archive.store import open_store
from etl.backup.base import base as make_base
from etl.backup.catalog import base_named, lineages
from etl.backup.restore import catch_up, moment_of
from etl.backup.restore import restore as restore_backup
from etl.backup.server import Server, server_of
from etl.backup.verify import verify as verify_base
from etl.backup.told import told
from etl.cluster.home import at
from etl.settings import settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def backup() -> None:
    """Base backups and archived WAL: make, verify, list and prune them."""


@app.command()
def base() -> None:
    """Make a base backup of the whole cluster; the first one begins the archiving of WAL."""
    made = make_base(_server(), typer.echo)
    typer.echo(f"Made {made.name}, {made.record.bytes / 1e6:,.1f} MB.")


@app.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="A backup; by default the newest.")] = None,
) -> None:
    """Read a backup and the WAL after it whole, and compare it with what was copied."""
    server = _server()
    chosen = base_named(open_store(str(server.folder)), name)
    verdict = verify_base(server, chosen, typer.echo)
    typer.echo(f"{chosen.name} is good, with its WAL until {verdict.wal_until}.")


@app.command(name="list")
def list_backups() -> None:
    """List the backups, and how far the archived WAL goes."""
    for lineage in lineages(open_store(str(settings().backups))):
        for each in lineage.bases:
            typer.echo(f"{each.name}  {each.state}  {each.record.bytes / 1e6:,.1f} MB")


def _server() -> Server:
    return server_of(at(settings().var_dir))


restores = typer.Typer()


@restores.command()
def restore(
    to: Annotated[str, typer.Option(help="A moment, such as 2026-11-28T15:30:00, or latest.")],
    into: Annotated[Path, typer.Option(help="A folder that is not there yet.")],
    name: Annotated[str | None, typer.Option("--backup", help="Begin with this backup.")] = None,
) -> None:
    """Bring up a second cluster as this one was at a moment, and say what it holds."""
    moment = moment_of(to, settings().timezone)
    place = at(settings().var_dir)
    catch_up(place, settings().backups, typer.echo)
    restored = restore_backup(settings().backups, into.absolute(), moment, name, typer.echo)
    for line in told(restored, open_store()):
        typer.echo(line)
