"""Where people live: four corners of every town block, a few hamlets of every village."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from sample_regions.area.atlas import Atlas
from sample_regions.area.seeding import Cells
from sample_regions.dice import Dice, Floats


@dataclass(frozen=True)
class Homes:
    """Places with people, before they are counted.

    Attributes:
        spot: metres, shape (n, 2).
        cell: number of the cell.
        crowd: persons there against the average of the county's town or country.
    """

    spot: Floats
    cell: NDArray[np.intp]
    crowd: Floats


def build_homes(atlas: Atlas, cells: Cells, outlines: list[shapely.Polygon], dice: Dice) -> Homes:
    """The homes of every cell, inside its outline."""
    room = KDTree(cells.spot).query(cells.spot, k=2)[0][:, 1]
    spots, cell, crowd = [], [], []
    for number in range(len(cells.spot)):
        if cells.urban[number]:
            own = _corners(cells.spot[number], cells.east[number], atlas.block, dice)
            weights = 0.6 + 0.8 * dice.uniforms(len(own))
        else:
            own = _hamlets(cells.spot[number], float(room[number]), atlas.homes, dice)
            weights = np.concatenate([[1.5], 0.4 + 0.6 * dice.uniforms(len(own) - 1)])
        inside = shapely.contains_xy(outlines[number].buffer(-60.0), *own.T)
        if not inside.any():
            inner = shapely.get_coordinates(shapely.maximum_inscribed_circle(outlines[number], 20.0))[:1]
            own, weights, inside = inner, np.ones(1), np.ones(1, dtype=bool)
        spots.append(np.round(own[inside], 1))
        crowd.append(weights[inside] * (0.7 + 0.6 * dice.uniform()))
        cell += [number] * int(inside.sum())
    return Homes(np.vstack(spots), np.array(cell), np.concatenate(crowd))


def _corners(middle: Floats, east: Floats, block: float, dice: Dice) -> Floats:
    """The middles of the four quarters of a block, a little moved."""
    signs = np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)]) * (block / 4)
    signs = signs + (dice.uniforms(4, 2) - 0.5) * (block * 0.07)
    north = np.array([-east[1], east[0]])
    return np.asarray(middle + signs[:, :1] * east + signs[:, 1:] * north)


def _hamlets(middle: Floats, room: float, count: int, dice: Dice) -> Floats:
    """The village itself and hamlets around it, on its own ground."""
    around = [(0.0, 0.0)]
    while len(around) < count:
        x, y = dice.uniform(-1, 1), dice.uniform(-1, 1)
        if 0.3 < x * x + y * y < 1.0:
            around.append((x, y))
    return np.asarray(middle + np.array(around) * (0.44 * room))
