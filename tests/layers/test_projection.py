"""Metres and degrees, checked against geodesics on the ellipsoid."""

import numpy as np
import pyproj
import pytest
import shapely

from layers.errors import UserError
from layers.projection import Metric, Reading, check_degrees, points_to_degrees, to_degrees

GEOD = pyproj.Geod(ellps="GRS80")


@pytest.mark.parametrize(("lon", "lat"), [(123.4, 41.7), (106.7, 35.5), (118.3, 33.9), (-46.6, -23.6)])
def test_metres_agree_with_geodesics(lon: float, lat: float) -> None:
    """Within 40 km of the centre a planar length is right to 2 in 100,000."""
    rng = np.random.default_rng(1)
    a = np.array([lon, lat]) + rng.uniform(-0.35, 0.35, (200, 2))
    b = a + rng.uniform(-0.01, 0.01, (200, 2))
    metric = Metric.of_extent(lon - 0.35, lat - 0.35, lon + 0.35, lat + 0.35)
    ax, ay = metric.forward(a[:, 0], a[:, 1])
    bx, by = metric.forward(b[:, 0], b[:, 1])
    true = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
    assert np.allclose(np.hypot(ax - bx, ay - by), true, rtol=2e-5)


def test_degrees_come_back() -> None:
    metric = Metric(123.4, 41.7)
    lon, lat = np.array([123.1, np.nan, 124.0]), np.array([41.2, 41.0, 42.0])
    back_lon, back_lat = metric.inverse(*metric.forward(lon, lat))
    assert np.allclose(back_lon, lon, atol=1e-10, equal_nan=True)
    assert np.allclose(back_lat, [41.2, np.nan, 42.0], atol=1e-10, equal_nan=True)


def test_geometry_comes_back_and_none_stays_none() -> None:
    metric = Metric(123.4, 41.7)
    shapes = np.array([shapely.box(123.3, 41.6, 123.4, 41.7), None], dtype=object)
    back = metric.geometry_degrees(metric.geometry(shapes))
    assert back[0].equals_exact(shapes[0], 1e-9)
    assert back[1] is None


def test_gauss_krueger_with_and_without_zone() -> None:
    """The central meridian of zone 41 is 123 degrees east; both codes name the same place."""
    points = np.array([shapely.Point(41_500_000, 4_600_000), shapely.Point(500_000, 4_600_000)], dtype=object)
    with_zone = to_degrees(points[:1], "EPSG:4529")[0]
    without = to_degrees(points[1:], "EPSG:4550")[0]
    assert with_zone.x == pytest.approx(123, abs=1e-9)
    assert with_zone.equals_exact(without, 1e-9)


@pytest.mark.parametrize("crs", ["", "EPSG:4326", "EPSG:4490", "OGC:CRS84"])
def test_degrees_stay_as_they_are(crs: str) -> None:
    points = np.array([shapely.Point(123.5, 41.5)], dtype=object)
    assert to_degrees(points, crs)[0].equals(points[0])


@pytest.mark.parametrize("crs", ["EPSG:4214", "EPSG:2435", "EPSG:4610", "EPSG:2383"])
def test_old_datums_are_refused(crs: str) -> None:
    with pytest.raises(UserError, match="北京54或西安80"):
        to_degrees(np.array([shapely.Point(1, 1)], dtype=object), crs, where="旧图.shp")


def test_a_system_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UserError, match="坐标系说明读不懂"):
        to_degrees(np.array([shapely.Point(1, 1)], dtype=object), "nonsense")


def test_check_degrees() -> None:
    lon, lat = np.array([0.0, 181, np.nan, 120, 500_000]), np.array([0.0, 0, 1, 91, 4_600_000])
    assert check_degrees(lon, lat).tolist() == [True, False, False, False, False]


@pytest.mark.parametrize(
    "text", ["", "EPSG:4529", "EPSG:4529 swapped", "EPSG:4490 per 1000", "EPSG:4490 per 1000 swapped"]
)
def test_readings_come_back_from_their_text(text: str) -> None:
    assert str(Reading.of(text)) == text


def test_swapped_and_multiplied_numbers_are_read_so() -> None:
    east, north = np.array([41_500_000.0]), np.array([4_600_000.0])
    plain = points_to_degrees(east, north, "EPSG:4529")
    assert points_to_degrees(north, east, "EPSG:4529 swapped") == plain
    assert plain[0][0] == pytest.approx(123, abs=1e-9)
    lon, lat = points_to_degrees(np.array([123_456.0]), np.array([41_800.0]), "EPSG:4490 per 1000")
    assert (lon[0], lat[0]) == (123.456, 41.8)
    shapes = np.array([shapely.Point(41.5, 123.5), None], dtype=object)
    turned = to_degrees(shapes, "EPSG:4490 swapped")
    assert turned[0].equals(shapely.Point(123.5, 41.5))
    assert turned[1] is None


def test_where_a_projection_has_no_answer_there_is_none() -> None:
    lon, lat = points_to_degrees(np.array([1e9, 41_500_000.0]), np.array([1e9, 4_600_000.0]), "EPSG:4529")
    assert np.isnan(lon).tolist() == np.isnan(lat).tolist() == [True, False]
