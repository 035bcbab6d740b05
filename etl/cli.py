"""The `localpro` command: assembled from the sub-commands that each package contributes."""

import sys
from importlib.metadata import EntryPoint, entry_points

import typer
from typer.core import TyperCommand, TyperGroup
from typing_extensions import override

from etl import faults, logs
from etl.settings import unknown_names


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
    logs.set_up()


def main() -> None:
    """Run the command; an expected error is one line on stderr and exit status 1."""
    for warning in unknown_names():
        typer.echo(f"localpro: {warning}", err=True)
    try:
        app()
    except Exception as error:
        said = faults.line(error)
        if said is None:
            raise
        typer.echo(f"localpro: {said}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
