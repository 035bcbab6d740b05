"""`localpro gis`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from queries import read, typed
from queries.errors import InvalidFilter

app = typer.Typer(add_completion=False)


@app.command()
def gis(
    file: Annotated[Path, typer.Argument(help="A .gpkg, or a .geojson with one --layer.")],
    layer: Annotated[
        list[str] | None,
        typer.Option(help="districts, demand, supply, gaps or providers; all of them by default."),
    ] = None,
    period: typed.Named = None,
    first: typed.First = None,
    last: typed.Last = None,
    category: Annotated[
        list[str] | None, typer.Option(help="Of a category: its name or id. May be repeated.")
    ] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="Of a district. May be repeated.")
    ] = None,
) -> None:
    """Write coverage to a file for a GIS: what the Coverage screen shows, with its shapes."""
    from queries.gis.layers import LAYERS  # noqa: PLC0415 - GeoPandas takes a second to import
    from queries.gis.write import write  # noqa: PLC0415

    with typed.usage_errors(), read("reporting") as snapshot:
        names = layer or [*LAYERS]
        if unknown := [name for name in names if name not in LAYERS]:
            raise InvalidFilter(f"there is no layer {unknown[0]!r}; there are {', '.join(LAYERS)}")
        filters = replace(
            typed.days(snapshot, typed.Days(period, first, last)),
            category=tuple(typed.category(snapshot, each) for each in category or ()),
            district=tuple(typed.district(snapshot, each) for each in district or ()),
        )
        layers = {name: LAYERS[name](snapshot, filters) for name in dict.fromkeys(names)}
        write(layers, file)
    for name, written in layers.items():
        typer.echo(f"{len(written):>8,}  {name}")
    days = f"{filters.start} to {filters.end}"
    typer.echo(f"Wrote {file}: {days}, version {snapshot.version} as of {snapshot.as_of:%c %Z}.")
