"""Where a region is: points in its outlines and on its borders, against shapely one by one."""

import numpy as np
import pytest
import shapely

from layers.importing.position.home import Home

BOX = (123.0, 41.0, 124.0, 42.0)


def home(*outlines: shapely.Geometry) -> Home:
    return Home(BOX, "", close=True, outlines=np.array(outlines, dtype=object))


@pytest.mark.parametrize("seed", range(3))
def test_points_inside_are_those_inside(seed: int) -> None:
    rng = np.random.default_rng(seed)
    disks = shapely.buffer(shapely.points(rng.uniform(123.2, 123.8, 6), rng.uniform(41.2, 41.8, 6)), 0.1)
    lon, lat = rng.uniform(122.9, 124.1, 500), rng.uniform(40.9, 42.1, 500)
    lon[0], lat[1] = np.nan, np.inf
    expected = [any(disk.covers(shapely.Point(x, y)) for disk in disks) for x, y in zip(lon, lat, strict=True)]
    assert home(*disks).inside(lon, lat).tolist() == expected
    assert not home().inside(lon, lat).any()


@pytest.mark.parametrize("seed", range(3))
def test_points_beside_a_border_are_within_some_metres_of_it(seed: int) -> None:
    """Within 30 m all are; beyond 90 m none is."""
    rng = np.random.default_rng(seed)
    outline = shapely.Polygon(rng.uniform([123.2, 41.2], [123.8, 41.8], (3, 2)))
    along = shapely.get_coordinates(shapely.segmentize(outline.exterior, 0.001))
    points = along + rng.normal(0, 0.0006, along.shape)
    got = home(outline).beside(points[:, 0], points[:, 1])
    degrees = shapely.distance(outline.exterior, shapely.points(points))
    assert got[degrees < 0.00029].all()
    assert not got[degrees > 0.0009].any()
    assert got.any()
    assert not got.all()


def test_no_place_lies_beside_no_border() -> None:
    nowhere = np.array([np.nan, np.inf, 1e308])
    assert not home(shapely.box(123.2, 41.2, 123.4, 41.4)).beside(nowhere, nowhere).any()
    assert not home().beside(np.array([123.0]), np.array([41.0])).any()
