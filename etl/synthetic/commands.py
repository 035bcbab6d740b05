"""`localpro generate`: fill an empty database with a synthetic marketplace."""

from datetime import datetime
from typing import Annotated

import typer

from etl.embeddings import EMBEDDERS, embedder_named
from etl.synthetic.generate import finished_day
from etl.synthetic.generate import generate as run
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import SCALES, scale_named

app = typer.Typer()


@app.command()
def generate(
    scale: Annotated[str, typer.Option(help=f"How large: {', '.join(SCALES)}.")] = "demo",
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same data.")] = 1,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day of history.  [default: yesterday]"),
    ] = None,
    embedder: Annotated[
        str, typer.Option(help=f"What makes vectors of texts: {', '.join(EMBEDDERS)}.")
    ] = "ngrams",
    currencies: Annotated[
        bool, typer.Option("--currencies", help="A few bookings in dollars, dirhams and euros.")
    ] = False,
    odd: Annotated[
        bool, typer.Option("--odd", help="Some rows as nobody expects them: for screens and tests.")
    ] = False,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where there is marketplace data.")
    ] = False,
) -> None:
    """Fill an empty marketplace with believable data: people, bookings, payments, searches."""
    last = finished_day(until.date() if until else None)
    chosen = embedder_named(embedder)
    recipe = Recipe(scale_named(scale), seed, last, chosen, currencies=currencies, odd=odd)
    run(recipe, if_empty=if_empty)
