"""`localpro people`: who may use the dashboard, and as what."""

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from etl.access import people
from etl.access.people import KnownBy, Role

app = typer.Typer(
    name="people",
    no_args_is_help=True,
    add_completion=False,
    help="Who may use the dashboard, and as what: business, analyst or admin.",
)

WIDEST = 1_000
"""Letters of a line: an id that is cut names nobody."""

Who = Annotated[str, typer.Argument(help="Their address, the issuer's id for them, or ours.")]
By = Annotated[str | None, typer.Option(help="Who says so; by default who runs this.")]


@app.command("list")
def list_people() -> None:
    """Show everybody who was ever let in."""
    table = Table("name", "role", "known by", "since", "by", "id", box=None, pad_edge=False)
    for each in people.members():
        role = each.role if each.is_active else f"removed ({each.role})"
        since = f"{each.set_at:%Y-%m-%d %H:%M}"
        table.add_row(each.name, role, each.known_by, since, each.set_by, each.id)
    Console(width=WIDEST, markup=False, highlight=False).print(table)


@app.command()
def add(
    name: Annotated[str, typer.Option(help="What people call them.")],
    role: Annotated[Role, typer.Option(help="What they are to the product.")],
    email: Annotated[
        str | None, typer.Option(help="An address that the issuer has verified.")
    ] = None,
    issuer: Annotated[
        str | None, typer.Option(help="The issuer's address, with --subject.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="The issuer's own id for them.")] = None,
    by: By = None,
) -> None:
    """Let somebody in, or in again."""
    added = people.add(KnownBy(email, issuer, subject), name, role, _by(by))
    typer.echo(f"{added.name} is in, as {added.role}.")


@app.command()
def change(
    who: Who,
    role: Annotated[Role | None, typer.Option(help="What they are from now on.")] = None,
    name: Annotated[str | None, typer.Option(help="What people call them.")] = None,
    by: By = None,
) -> None:
    """Change what somebody is; it holds from their next click on."""
    changed = people.change(who, _by(by), role, name)
    typer.echo(f"{changed.name} is {changed.role} now.")


@app.command()
def remove(who: Who, by: By = None) -> None:
    """Let somebody in no more, from their next click on. What they did stays in the log."""
    typer.echo(f"{people.remove(who, _by(by)).name} is out.")


def _by(given: str | None) -> str:
    return given or getpass.getuser()
