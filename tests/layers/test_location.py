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
