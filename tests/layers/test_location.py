"""Which unit a point lies in: counted on a lattice, and compared with one test per pair."""

import numpy as np
import shapely

from layers.location import locate, locate_at
from layers.tables import Units


def lattice() -> Units:
    """Two townships side by side; the left one holds two communities that leave its top third open."""
    boxes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 0, 0.5, 0.6), shapely.box(0.5, 0, 1, 0.6)]
    count = len(boxes) + 1
    return Units(
        code=np.array(["11", "12", "21", "22", "23"]),
        name=np.array(["左", "右", "左一", "左二", "无界"]),
        level=np.array(["township"] * 2 + ["community"] * 3),
        parent=np.array(["", "", "11", "11", "12"]),
        klass=np.full(count, ""),
        provisional=np.zeros(count, dtype=bool),
        households=np.full(count, np.nan),
        population={},
        geometry=np.array([*boxes, None], dtype=object),
    )


def test_the_finest_unit_wins() -> None:
    lon, lat = np.array([0.2, 0.7, 0.2, 1.5, 5.0, np.nan]), np.array([0.3, 0.3, 0.9, 0.5, 5.0, 0.1])
    assert locate(lattice(), lon, lat).tolist() == [2, 3, 0, 1, -1, -1]


def test_a_point_on_a_border_belongs_to_the_smallest_code_once() -> None:
    assert locate_at(lattice(), "township", np.array([1.0]), np.array([0.5])).tolist() == [0]
    assert locate(lattice(), np.array([0.5, 1.0]), np.array([0.3, 0.3])).tolist() == [2, 3]


def test_agrees_with_one_test_per_pair() -> None:
    units, rng = lattice(), np.random.default_rng(3)
    lon, lat = rng.uniform(-0.2, 2.2, 500), rng.uniform(-0.2, 1.2, 500)
    expected = []
    for point in shapely.points(lon, lat):
        holding = [row for row in (2, 3, 0, 1) if units.geometry[row].covers(point)]
        expected.append(holding[0] if holding else -1)
    assert locate(units, lon, lat).tolist() == expected


def test_very_many_points_lie_where_few_do(monkeypatch) -> None:
    """The way for many points against the one for few: lattice, odd shapes, points on borders and without a place."""
    rng = np.random.default_rng(5)
    shapes = [shapely.Point(*rng.uniform(0, 10, 2)).buffer(rng.uniform(0.1, 3), quad_segs=3) for _ in range(40)]
    units = lattice()
    many = Units(
        code=np.array([f"{i:03}" for i in range(42)]),
        name=np.full(42, ""),
        level=np.full(42, "community"),
        parent=np.full(42, ""),
        klass=np.full(42, ""),
        provisional=np.zeros(42, dtype=bool),
        households=np.full(42, np.nan),
        population={},
        geometry=np.array([*shapes, shapely.box(2, 2, 4, 4), shapely.box(4, 2, 6, 4)], dtype=object),
    )
    lon, lat = rng.uniform(-1, 11, 4000), rng.uniform(-1, 11, 4000)
    corners = shapely.get_coordinates(many.geometry)
    lon, lat = (
        np.concatenate([lon, corners[:, 0], [4.0, np.nan, 5.0]]),
        np.concatenate([lat, corners[:, 1], [3, 1, np.nan]]),
    )
    few = locate_at(many, "community", lon, lat)
    few_lattice = locate(units, lon / 4, lat / 8)
    monkeypatch.setattr("layers.location._MANY", 0)
    assert locate_at(many, "community", lon, lat).tolist() == few.tolist()
    assert locate(units, lon / 4, lat / 8).tolist() == few_lattice.tolist()
    assert (few >= 0).sum() > 1000
