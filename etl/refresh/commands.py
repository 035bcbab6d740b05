"""`localpro refresh`: publish a data version."""

from typing import Annotated

import typer

from etl.refresh.publish import publish
from etl.refresh.verify import verify
from etl.refresh.versions import ObjectState

app = typer.Typer()


@app.command()
def refresh(
    days: Annotated[
        int | None,
        typer.Argument(min=1, help="With --verify: the last DAYS and a sample of older ones."),
    ] = None,
    if_changed: Annotated[bool, typer.Option(help="Do nothing when nothing has changed.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Recompute everything that is still in the database.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--verify", help="Recompute without writing, and compare.")
    ] = False,
) -> None:
    """Recompute what changed since the last data version and publish it as a new one."""
    if check:
        typer.echo(f"Verified {verify(days=days):,} days: all as recomputed.")
        return
    if days is not None:
        raise typer.BadParameter("only with --verify", param_hint="DAYS")
    version = publish(full=full, only_if_changed=if_changed, on_object=_print_object)
    if version is None:
        typer.echo("Nothing has changed since the last data version.")
    else:
        typer.echo(f"Published data version {version.version_id}, as of {version.as_of:%c %Z}.")


def _print_object(state: ObjectState) -> None:
    taken = f"{state.seconds:>7.2f} s" if state.is_refreshed else "unchanged"
    typer.echo(f"  {state.name:<24} {state.rows:>12,} rows  {taken}")
