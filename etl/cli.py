"""The `localpro` command: assembled from the sub-commands that each package contributes."""

import sys
from importlib.metadata import EntryPoint, entry_points

import psycopg
import typer
from typer.core import TyperCommand, TyperGroup
from typing_extensions import override


class ContributedCommands(TyperGroup):
    """Sub-commands from the entry points `localpro.commands`, each loaded when it is asked for.

    An entry point is called as its command, and names a Typer app that has it.
    """

    @override
    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Return the names of all contributed commands."""
        return sorted(_contributed())

    @override
    def get_command(  # type: ignore[override]
        self, ctx: typer.Context, cmd_name: str
    ) -> TyperCommand | TyperGroup | None:
        """Return one command, or None when nobody contributes it."""
        entry = _contributed().get(cmd_name)
        return None if entry is None else _load(entry)


def _contributed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="localpro.commands")}


def _load(entry: EntryPoint) -> TyperCommand | TyperGroup:
    group = typer.main.get_command(entry.load())
    command: TyperCommand | TyperGroup = getattr(group, "commands", {}).get(entry.name, group)
    command.name = entry.name
    return command


app = typer.Typer(
    name="localpro",
    cls=ContributedCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def localpro() -> None:
    """LocalPro Analytics: the database, its data, its jobs and its dashboard."""


def main() -> None:
    """Run the command; an expected error is one line on stderr and exit status 1."""
    try:
        app()
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0]
        typer.echo(f"localpro: the connection to the database was lost: {reason}", err=True)
        sys.exit(1)
    except Exception as error:
        if not getattr(error, "is_expected", False):
            raise
        typer.echo(f"localpro: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
