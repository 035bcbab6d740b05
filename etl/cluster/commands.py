"""`localpro up`, `down` and `url`: the private cluster on the command line."""

import logging
from typing import Annotated

import typer

from etl.cluster import lifecycle, standbys
from etl.cluster.environment import Role
from etl.cluster.home import Home, at
from etl.settings import settings

app = typer.Typer()


@app.command()
def up(
    replicas: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=standbys.MOST,
            help="Standbys that follow it and take reads; by default those that there are.",
        ),
    ] = None,
) -> None:
    """Install, create and start the private PostgreSQL and its standbys, as far as needed."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    addresses = lifecycle.up(_home(), replicas=replicas)
    typer.echo(f"PostgreSQL is running on 127.0.0.1:{addresses.port}")
    for number, port in enumerate(addresses.replicas, 1):
        typer.echo(f"Replica {number} follows it on 127.0.0.1:{port}")


@app.command()
def down() -> None:
    """Stop the private PostgreSQL. Its data stay."""
    was_running = lifecycle.down(_home())
    typer.echo("PostgreSQL is stopped" if was_running else "PostgreSQL was not running")


@app.command()
def url(
    role: Annotated[Role, typer.Option(help="Whose URL.")] = Role.OWNER,
    replica: Annotated[
        int | None, typer.Option(min=0, help="At this replica alone; 0 is the primary.")
    ] = None,
) -> None:
    """Print a role's database URL, with its password."""
    found = lifecycle.addresses(_home())
    typer.echo(found.url(role) if replica is None else found.url_at(role, replica))


def _home() -> Home:
    return at(settings().var_dir)
