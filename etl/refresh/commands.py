"""`localpro refresh`: publish a data version."""

from typing import Annotated

import typer

from etl.refresh.publish import ObjectState, publish

app = typer.Typer()


@app.command()
def refresh(
    if_changed: Annotated[
        bool, typer.Option(help="Do nothing when no source has new or fewer rows.")
    ] = False,
) -> None:
    """Recompute the analytics schema and publish it as one data version."""
    version = publish(only_if_changed=if_changed, on_object=_print_object)
    if version is None:
        typer.echo("Nothing has changed since the last data version.")
    else:
        typer.echo(f"Published data version {version.version_id}, as of {version.as_of:%c %Z}.")


def _print_object(state: ObjectState) -> None:
    typer.echo(f"  {state.name:<24} {state.rows:>12,} rows  {state.seconds:>7.2f} s")
