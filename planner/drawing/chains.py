"""Many polylines or rings in flat arrays, thinned out for the scale they are shown at."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tables import Floats
from planner.drawing.view import Extent

Rows = NDArray[np.intp]

# A thinned copy must save at least this much, or the original is drawn.
_WORTH_KEEPING = 0.7
# Beyond this, finding shared edges takes longer than it is worth.
_TOO_MANY_TO_MERGE = 400_000
# Rounds of dropping needless vertices, and how far beside the line (in grid steps) one may lie.
_PASSES = 3
_STRAIGHT = 0.4


@dataclass(frozen=True, eq=False)
class Chains:
    """Polylines or rings one after another.

    Attributes:
        x, y: map metres of every vertex.
        starts: first vertex of each chain, and the number of vertices at the end; length chains + 1.
    """

    x: Floats
    y: Floats
    starts: Rows
    _thinned: dict[int, "Chains"] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def bounds(self) -> Floats:
        """x_min, y_min, x_max, y_max of each chain; shape chains x 4, NaN for an empty one."""
        bounds = np.full((len(self), 4), np.nan)
        filled = np.flatnonzero(np.diff(self.starts) > 0)
        if len(filled):
            first = self.starts[filled]
            for column, values, smallest in ((0, self.x, np.minimum), (1, self.y, np.minimum)):
                bounds[filled, column] = smallest.reduceat(values, first)
            for column, values, largest in ((2, self.x, np.maximum), (3, self.y, np.maximum)):
                bounds[filled, column] = largest.reduceat(values, first)
        return bounds

    @cached_property
    def chain_of_vertex(self) -> Rows:
        """Which chain each vertex belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def within(self, extent: Extent) -> NDArray[np.bool_]:
        """Which chains may touch the extent."""
        return touching(self.bounds, extent)

    def at_detail(self, metres: float) -> "Chains":
        """The chains with no detail finer than about `metres`; kept, by powers of two.

        Vertices are put on a grid and repeats dropped, so chains that share a course go on sharing it.
        """
        level = int(np.floor(np.log2(max(metres, 1e-3))))
        if level not in self._thinned:
            thinned = _on_grid(self, 2.0**level)
            self._thinned[level] = thinned if len(thinned.x) < _WORTH_KEEPING * len(self.x) else self
        return self._thinned[level]

    def vertices_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """Vertices of some chains, and the starts of the chains among them."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        vertices = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        return vertices, starts


def touching(bounds: Floats, extent: Extent) -> NDArray[np.bool_]:
    """Which of the bounds (n x 4) touch the extent."""
    x_min, y_min, x_max, y_max = extent
    touches: NDArray[np.bool_] = (
        (bounds[:, 0] <= x_max) & (bounds[:, 2] >= x_min) & (bounds[:, 1] <= y_max) & (bounds[:, 3] >= y_min)
    )
    return touches


def merged_edges(rings: Chains) -> Chains:
    """The edges of all rings, each once however many rings share it, joined to lines as long as they go."""
    if len(rings.x) > _TOO_MANY_TO_MERGE:
        return rings
    places, vertex = np.unique(np.rint(rings.x * 100) + 1j * np.rint(rings.y * 100), return_inverse=True)
    joined = rings.chain_of_vertex[1:] == rings.chain_of_vertex[:-1]
    ends = np.sort(np.column_stack([vertex[:-1], vertex[1:]])[joined], axis=1)
    edges = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    points = np.stack([places.real, places.imag], axis=1) / 100
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.linestrings(points[edges]))))
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    starts = np.searchsorted(line, np.arange(len(lines) + 1)).astype(np.intp)
    return Chains(coordinates[:, 0].copy(), coordinates[:, 1].copy(), starts)


def _on_grid(chains: Chains, step: float) -> Chains:
    across, up = np.rint(chains.x / step), np.rint(chains.y / step)
    keep = np.ones(len(across), dtype=bool)
    keep[1:] = (across[1:] != across[:-1]) | (up[1:] != up[:-1])
    keep[chains.starts[:-1][np.diff(chains.starts) > 0]] = True
    across, up, starts = _kept(across, up, chains.starts, keep)
    for _ in range(_PASSES):
        across, up, starts = _kept(across, up, starts, ~_needless(across, up, starts))
    return Chains(across * step, up * step, starts)


def _kept(x: Floats, y: Floats, starts: Rows, keep: NDArray[np.bool_]) -> tuple[Floats, Floats, Rows]:
    kept_before = np.concatenate([[0], np.cumsum(keep)])
    return x[keep], y[keep], kept_before[starts]


def _needless(x: Floats, y: Floats, starts: Rows) -> NDArray[np.bool_]:
    """Vertices almost on the line between their neighbours, never two in a row.

    Of two in a row the one with the smaller mark goes; the mark comes from the place alone, so two
    chains along one course, whichever way they run, drop the same vertices.
    """
    needless = np.zeros(len(x), dtype=bool)
    if len(x) < 3:
        return needless
    base_x, base_y = x[2:] - x[:-2], y[2:] - y[:-2]
    side_x, side_y = x[1:-1] - x[:-2], y[1:-1] - y[:-2]
    length = np.hypot(base_x, base_y)
    straight = np.abs(base_x * side_y - base_y * side_x) <= _STRAIGHT * length
    straight &= (side_x * base_x + side_y * base_y >= 0) & (np.hypot(side_x, side_y) <= length)
    mark = _marks(x, y)
    needless[1:-1] = straight & (mark[1:-1] < mark[:-2]) & (mark[1:-1] < mark[2:])
    inner = starts[1:-1]
    needless[inner[inner < len(x)]] = False
    needless[inner[inner > 0] - 1] = False
    return needless


def _marks(x: Floats, y: Floats) -> NDArray[np.int64]:
    mixed = (x.astype(np.int64) * 73_856_093) ^ (y.astype(np.int64) * 19_349_663)
    return (mixed * 2_654_435_761) & 0xFFFF_FFFF
