"""Layers to a file that is whole or not there."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from geopandas import GeoDataFrame

from queries.errors import InvalidFilter
from queries.export.write import to

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON"}
"""What a file is, by how its name ends."""


def write(layers: Mapping[str, GeoDataFrame], file: Path) -> None:
    """Write the layers to a GeoPackage, or the only one to a GeoJSON file.

    Raises InvalidFilter for another kind of file, and for several layers in a GeoJSON file, and
    NotWritten when the file cannot be written.
    """
    driver = DRIVERS.get(file.suffix.lower())
    if driver is None:
        raise InvalidFilter(f"{file.name} is neither a .gpkg nor a .geojson file")
    if driver == "GeoJSON" and len(layers) != 1:
        raise InvalidFilter("a .geojson file holds one layer: choose it with --layer")
    with to(file), TemporaryDirectory(dir=file.absolute().parent) as folder:
        partial = Path(folder, file.name)
        for name, layer in layers.items():
            layer.to_file(partial, layer=name, driver=driver, engine="pyogrio")
        partial.replace(file)
