"""`localpro backup` and `localpro restore`."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from etl.archive.store import open_store
from etl.backup import archiving, catalog, nightly, offsite
from etl.backup.base import base as make_base
from etl.backup.choice import choose, moment_of
from etl.backup.dump import dump as write_dump
from etl.backup.restore import catch_up
from etl.backup.restore import restore as bring_up
from etl.backup.retention import prune as prune_backups
from etl.backup.server import Server, server_of
from etl.backup.store import Folder, bucket
from etl.backup.told import archiving_told, listed, restored_told
from etl.backup.verify import verify as verify_base
from etl.cluster.home import at
from etl.errors import BackupError
from etl.settings import settings

app = typer.Typer(no_args_is_help=True)
restores = typer.Typer()


@app.callback()
def backup() -> None:
    """Base backups and the WAL after them, from which every moment can be restored."""


@app.command()
def base() -> None:
    """Make a base backup of the whole cluster; the first one begins the archiving of WAL."""
    made = make_base(_server(), typer.echo)
    typer.echo(f"Made {made.name}, {made.record.bytes / 1e6:,.1f} MB. Verify it now.")


@app.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="A backup; by default the newest.")] = None,
) -> None:
    """Read a backup and the WAL after it whole, and compare it with what was copied."""
    server = _server()
    chosen = catalog.base_named(Folder(server.folder), name)
    verdict = verify_base(server, chosen, typer.echo)
    typer.echo(f"{chosen.name} is good, with its WAL until {verdict.wal_until}.")


@app.command(name="list")
def list_backups(
    of_copy: Annotated[bool, typer.Option("--copy", help="Those in LOCALPRO_BACKUP_COPY.")] = False,
) -> None:
    """List the backups, and how far the archived WAL leads on from each."""
    store = bucket(_copy()) if of_copy else Folder(settings().backups)
    for line in listed(store):
        typer.echo(line)


@app.command()
def prune(
    trust_clock: Annotated[
        bool, typer.Option("--trust-clock", help="The clock is right, however much it leapt.")
    ] = False,
) -> None:
    """Remove what no moment of the last LOCALPRO_BACKUP_DAYS needs; never the last good backup."""
    gone = prune_backups(_server(), trust_clock=trust_clock)
    typer.echo(f"Removed {len(gone.bases)} backups, and {gone.files} files of WAL and dumps.")


@app.command(name="nightly")
def run_nightly() -> None:
    """Make a backup, verify it and those whose turn it is, prune: what runs every night."""
    made = nightly.back_up()
    typer.echo(f"{made.name} is good, and what is not needed any more is removed.")


@app.command()
def dump() -> None:
    """Write the database by pg_dump beside the backups, for other versions and machines."""
    file = write_dump(_server())
    typer.echo(f"Wrote {file}, {file.stat().st_size / 1e6:,.1f} MB.")


@app.command()
def copy() -> None:
    """Copy what is new to LOCALPRO_BACKUP_COPY."""
    address = bucket(_copy()).root
    typer.echo(f"Copied {offsite.copy_backups():,} files to {address}.")


@app.command(name="archiving")
def show_archiving() -> None:
    """Say what becomes of the server's WAL, and what there is to set; fails when it is not kept."""
    server = _server()
    found = archiving.ask(server)
    for line in archiving_told(server, found):
        typer.echo(line)
    if found.lineage is None or found.mode == "off" or found.is_failing:
        raise typer.Exit(1)


@app.command()
def drill() -> None:
    """Lose a table, then a cluster, and restore both: in clusters of its own. Shows RPO and RTO."""
    from etl.backup import drill as rehearsal  # noqa: PLC0415 - it takes most of the product along

    var = settings().var_dir
    var.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir=var))
    folder.chmod(0o711)  # the servers' user goes through it
    try:
        for line in rehearsal.told(rehearsal.drill(folder, typer.echo)):
            typer.echo(line)
    finally:
        rehearsal.clear(folder)


@restores.command()
def restore(
    to: Annotated[str, typer.Option(help="A moment, such as 2026-11-28T15:30:00, or latest.")],
    into: Annotated[Path, typer.Option(help="A folder that is not there yet.")],
    name: Annotated[str | None, typer.Option("--backup", help="Begin with this backup.")] = None,
    from_copy: Annotated[
        bool,
        typer.Option("--from-copy", help="Of LOCALPRO_BACKUP_COPY: this machine lost its own."),
    ] = False,
) -> None:
    """Bring up a second cluster as this one was at a moment, and say what it holds."""
    moment, into = moment_of(to, settings().timezone), into.absolute()
    backups = settings().backups
    if from_copy:
        source = bucket(_copy())
        backups = offsite.fetch(source, *choose(source, moment, name), at(into))
    else:
        catch_up(at(settings().var_dir), backups, typer.echo)
    for line in restored_told(bring_up(backups, into, moment, name, typer.echo), open_store()):
        typer.echo(line)


def _server() -> Server:
    return server_of(at(settings().var_dir))


def _copy() -> str:
    address = settings().backup_copy
    if address is None:
        raise BackupError("LOCALPRO_BACKUP_COPY is not set: no copy is kept anywhere")
    return address
