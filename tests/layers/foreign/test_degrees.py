"""Coordinates that are not written east first, or were multiplied, end in degrees as others do."""

import json
from pathlib import Path

import numpy as np
import pyproj
import pytest

from layers.errors import UserError
from layers.foreign.degrees import from_degrees, to_degrees
from layers.foreign.reading import read_roads
from layers.foreign.source import Source

pytestmark = pytest.mark.usefixtures("one_child")

PLACES = [(123.41, 41.62), (123.45, 41.66)]
READINGS = {
    "EPSG:4529": lambda x, y: pyproj.Transformer.from_crs(4490, 4529, always_xy=True).transform(x, y),
    "EPSG:4529 swapped": lambda x, y: pyproj.Transformer.from_crs(4490, 4529, always_xy=True).transform(x, y)[::-1],
    "EPSG:4490 per 1000": lambda x, y: (x * 1000, y * 1000),
    "EPSG:4490 per 100000 swapped": lambda x, y: (y * 100_000, x * 100_000),
    "EPSG:4490 swapped": lambda x, y: (y, x),
}


def road(path: Path, points: list[tuple[float, float]]) -> Path:
    geometry = {"type": "LineString", "coordinates": points}
    features = [{"type": "Feature", "properties": {}, "geometry": geometry}]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.mark.parametrize("reading", READINGS)
def test_roads_in_every_reading(tmp_path: Path, reading: str) -> None:
    path = road(tmp_path / "路网.geojson", [READINGS[reading](*place) for place in PLACES])
    roads = read_roads(path, crs=reading).roads
    assert sorted(zip(roads.lon, roads.lat, strict=True)) == [pytest.approx(place, abs=1e-8) for place in PLACES]


def test_a_reading_that_puts_roads_nowhere_is_refused(tmp_path: Path) -> None:
    path = road(tmp_path / "路网.geojson", [READINGS["EPSG:4490 per 1000"](*place) for place in PLACES])
    with pytest.raises(UserError, match="超出了坐标系的范围"):
        read_roads(path, crs="EPSG:4490 per 10")


@pytest.mark.parametrize("reading", READINGS)
def test_degrees_and_back(reading: str) -> None:
    source = Source(Path("a.tif"), "a.tif", "geotiff", Path("/nowhere"), {"crs": reading})
    lon, lat = np.array(PLACES).T
    x, y = from_degrees("", (0, 0, 0, 0), source)(lon, lat)
    assert np.array([x, y]) == pytest.approx(np.array(READINGS[reading](lon, lat)))
    assert np.array(to_degrees("", (0, 0, 0, 0), source)(x, y)) == pytest.approx(np.array([lon, lat]), abs=1e-9)
