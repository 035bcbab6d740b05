"""`localpro reputation recalc` and `explain`."""

from typing import Annotated

import typer

from etl.reputation.explain import explain as explanation
from etl.reputation.recalc import recalc as run

app = typer.Typer(
    name="reputation",
    no_args_is_help=True,
    add_completion=False,
    help="Reputation scores: recalculate all, explain one.",
)


@app.command()
def recalc(
    counters: Annotated[
        bool, typer.Option("--counters", help="First count jobs and ratings again from the rows.")
    ] = False,
) -> None:
    """Bring every stored score up to date; scores that are right already are left alone."""
    done = run(counters=counters, on_written=_print_progress)
    if wrong := done.recounted:
        typer.echo(
            f"{wrong.counters:,} counters of {len(wrong.providers):,} providers and"
            f" {len(wrong.customers):,} customers were not what counting gives, and are now."
        )
    typer.echo(
        f"{done.changed:,} scores changed ({done.mode}):"
        f" computed in {done.compute_seconds:.2f} s, written in {done.write_seconds:.2f} s."
    )


@app.command()
def explain(provider: Annotated[str, typer.Argument(help="Id of the provider.")]) -> None:
    """Show how the score of one provider comes about."""
    for line in explanation(provider).lines():
        typer.echo(line)


def _print_progress(done: int, total: int) -> None:
    typer.echo(f"  {done:>9,} of {total:,}")
