"""`localpro gis`: what the Coverage screen shows, with shapes, in a file that a GIS opens."""

from collections.abc import Callable
from pathlib import Path

import geopandas
import h3
import pytest
import shapely
from click.testing import Result
from typer.testing import CliRunner

from etl.cli import app
from queries import coverage, read
from queries.errors import NotWritten
from queries.gis.layers import LAYERS
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.queries.service_areas import WHOLE, load

DAYS = ("--from", WHOLE.start, "--to", WHOLE.end)


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Database:
    database = shared_database("coverage", load)
    use_database(database)
    return database


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["gis", *map(str, arguments)])


@pytest.mark.usefixtures("published")
def test_a_geopackage_has_every_layer_as_the_screen(tmp_path: Path) -> None:
    file = tmp_path / "coverage.gpkg"
    done = run(file, *DAYS)
    assert done.exit_code == 0, done.output
    assert set(geopandas.list_layers(file)["name"]) == {*LAYERS}
    with read("analytics") as snapshot:
        shown = {
            "districts": coverage.by_district(snapshot, WHOLE),
            "demand": coverage.demand_cells(snapshot, WHOLE),
            "supply": coverage.supply_cells(snapshot, WHOLE),
            "gaps": coverage.gap_cells(snapshot, WHOLE),
            "providers": coverage.providers(snapshot, WHOLE),
        }
    for name, frame in shown.items():
        layer = geopandas.read_file(file, layer=name)
        assert layer.crs.to_epsg() == 4326
        assert [*layer.columns[:-1]] == [*frame.columns]
        assert len(layer) == len(frame) > 0, name
    assert int(geopandas.read_file(file, layer="districts")["demand"].sum()) == int(
        shown["districts"]["demand"].sum()
    )


@pytest.mark.usefixtures("published")
def test_shapes_are_where_their_rows_are(tmp_path: Path) -> None:
    """A hexagon has the middle of its cell in it; a provider is in the hexagon of its cell."""
    file = tmp_path / "coverage.gpkg"
    run(file, *DAYS)
    supply = geopandas.read_file(file, layer="supply")
    for cell, shape in zip(supply["h3_cell"], supply.geometry, strict=True):
        lat, lng = h3.cell_to_latlng(cell)
        assert shape.contains(shapely.Point(lng, lat))
    providers = geopandas.read_file(file, layer="providers")
    assert {h3.latlng_to_cell(shape.y, shape.x, 9) for shape in providers.geometry} == {
        *providers["h3_cell"]
    }


@pytest.mark.usefixtures("published")
def test_one_district_as_geojson(tmp_path: Path) -> None:
    file = tmp_path / "gaps.geojson"
    done = run(file, "--layer", "districts", "--district", "lucknow", *DAYS)
    assert done.exit_code == 0, done.output
    assert geopandas.read_file(file)["district"].to_list() == ["Lucknow"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("x.gpkg", "--layer", "roads"), "there is no layer 'roads'; there are districts, demand"),
        (("x.geojson",), "holds one layer: choose it with --layer"),
        (("x.shp",), "neither a .gpkg nor a .geojson file"),
        (("x.gpkg", "--district", "Atlantis"), "there is no district 'Atlantis'"),
        (("x.gpkg", "--from", "2025-02-01", "--to", "2025-01-01"), "is after the last day"),
    ],
)
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run(*arguments)
    assert refused.exit_code == 2
    assert said in " ".join(refused.output.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("published")
def test_a_file_that_was_there_stays_when_the_new_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "coverage.gpkg"
    file.write_bytes(b"before")

    def fails(*_: object, **__: object) -> None:
        raise OSError("no space left on the device")

    monkeypatch.setattr("geopandas.GeoDataFrame.to_file", fails)
    assert isinstance(run(file, *DAYS).exception, NotWritten)
    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]
