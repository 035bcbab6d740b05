"""The `localpro` command: assembled from the sub-commands that each package contributes."""

import sys
from importlib.metadata import entry_points

import typer

app = typer.Typer(
    name="localpro",
    help="LocalPro Analytics: the database, its data, its jobs and its dashboard.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def assemble() -> typer.Typer:
    """Return the command with every contributed group of sub-commands merged in."""
    for entry in sorted(entry_points(group="localpro.commands"), key=lambda entry: entry.name):
        app.add_typer(entry.load())
    return app


def main() -> None:
    """Run the command; an expected error is one line on stderr and exit status 1."""
    try:
        assemble()()
    except Exception as error:
        if not getattr(error, "is_expected", False):
            raise
        typer.echo(f"localpro: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
