"""People who are not reached, gathered on a grid so that the page stays light."""

from dataclasses import dataclass

import numpy as np

from layers.projection import Metric
from layers.tables import Floats
from planner.coverage.reach import REASONS, Reach

FINEST_CELL_METRES = 250.0
MOST_CELLS = 1500  # of one kind


@dataclass(frozen=True)
class Gathered:
    """The people of one cell who are not reached.

    Attributes:
        lon, lat: their middle, degrees.
        nearest, farthest: minutes or metres to the nearest facility of those who have a way; inf where nobody has.
        reasons: why there is no way, with people; empty where all have one.
    """

    lon: float
    lat: float
    people: float
    nearest: float
    farthest: float
    reasons: tuple[tuple[str, float], ...]


def gather_unreached(reach: Reach, metric: Metric, most_cells: int = MOST_CELLS) -> list[Gathered]:
    """Cells of people beyond the standard, the most people first.

    Cells begin at 250 m and double until at most `most_cells` remain. Their people add up to
    `reach.total - reach.reached`, save for those at points without a place.
    """
    chosen = np.flatnonzero(~reach.reached_mask & (reach.weight > 0) & np.isfinite(reach.lon) & np.isfinite(reach.lat))
    if not len(chosen):
        return []
    x, y = metric.forward(reach.lon[chosen], reach.lat[chosen])
    cells = _cells(x, y, most_cells)
    order = np.argsort(cells, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(cells[order]) != 0])
    gathered = [_gathered(reach, chosen[rows]) for rows in np.split(order, starts[1:])]
    return sorted(gathered, key=lambda cell: (-cell.people, cell.lon, cell.lat))


def _cells(x: Floats, y: Floats, most_cells: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    metres = FINEST_CELL_METRES
    while True:
        columns, rows = np.floor((x - x.min()) / metres), np.floor((y - y.min()) / metres)
        _, cells = np.unique(columns * (rows.max() + 1) + rows, return_inverse=True)
        if cells.max() < most_cells:
            return cells
        metres *= 2


def _gathered(reach: Reach, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Gathered:
    weight, impedance, reason = reach.weight[rows], reach.impedance[rows], reach.reason[rows]
    finite = impedance[np.isfinite(impedance)]
    without_way = [(REASONS.get(int(key), ""), float(weight[reason == key].sum())) for key in np.unique(reason) if key]
    return Gathered(
        lon=float(np.average(reach.lon[rows], weights=weight)),
        lat=float(np.average(reach.lat[rows], weights=weight)),
        people=float(weight.sum()),
        nearest=float(finite.min(initial=np.inf)),
        farthest=float(finite.max()) if len(finite) else np.inf,
        reasons=tuple(without_way),
    )
