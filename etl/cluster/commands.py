"""`localpro up`, `down` and `url`: the private cluster on the command line."""

import logging
from typing import Annotated

import typer

from etl.cluster import lifecycle
from etl.cluster.environment import Role
from etl.cluster.home import Home, at
from etl.settings import settings

app = typer.Typer()


@app.command()
def up() -> None:
    """Install, create and start the private PostgreSQL, as far as needed."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    addresses = lifecycle.up(_home())
    typer.echo(f"PostgreSQL is running on 127.0.0.1:{addresses.port}")


@app.command()
def down() -> None:
    """Stop the private PostgreSQL. Its data stay."""
    was_running = lifecycle.down(_home())
    typer.echo("PostgreSQL is stopped" if was_running else "PostgreSQL was not running")


@app.command()
def url(role: Annotated[Role, typer.Option(help="Whose URL.")] = Role.OWNER) -> None:
    """Print a role's database URL, with its password."""
    typer.echo(lifecycle.addresses(_home()).url(role))


def _home() -> Home:
    return at(settings().var_dir)
