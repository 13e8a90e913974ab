"""Outlines mended: valid, without slivers, neighbours sharing every vertex of their border."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from layers.projection import Metric
from layers.tables import Floats, Geometries, Units
from layers.topology import gaps
from layers.topology.defect import SLIVER_METRES, TOUCH_METRES, outlined, polygons_of, widths
from layers.topology.overlaps import overlaps, suspects
from layers.topology.vertices import Vertices

FILLED_BELOW_M2 = 1000.0
"""Enclosed ground of less than this is a mapper's slip; a lake or an enclave is larger."""

_MOST_PASSES = 4
_MILLIMETRE_DEGREES = 1e-8
_SNAPPINGS = (TOUCH_METRES, 0.0, -1.0)
"""Metres within which vertices become one, in the order tried; 0 for none, -1 for what GEOS thinks fit."""
_ROUNDING_M2 = 1.0


@dataclass(frozen=True, eq=False)
class Repaired:
    """Units after a repair, and what it did.

    Attributes:
        units: all of them, in the same order; only outlines differ.
        changed: codes of the units whose outline differs.
        before, after: square metres of those, in the same order.
        left: codes of units that could not be mended so, and are as they were.
    """

    units: Units
    changed: tuple[str, ...]
    before: Floats
    after: Floats
    left: tuple[str, ...] = ()

    @property
    def moved_m2(self) -> float:
        """How much the units' areas changed, added up without sign."""
        return float(np.abs(self.after - self.before).sum())


def make_valid(units: Units, metric: Metric | None = None) -> Repaired:
    """Outlines that cross themselves made valid; lines and points that come out of it fall away.

    What a ring encloses twice counts as inside. A unit of which no area would remain is left as it is.
    """
    rows = np.array([i for i, shape in enumerate(units.geometry) if shape is not None], dtype=np.intp)
    broken = rows[~shapely.is_valid(units.geometry[rows])]
    mended = _multipolygons(shapely.make_valid(units.geometry[broken], method="structure"))
    return _repaired(units, broken, mended, metric)


def close_slivers(units: Units, level: str, width: float = SLIVER_METRES, metric: Metric | None = None) -> Repaired:
    """Overlaps and gaps of one level that are nowhere wider than `width` closed, and common borders made common.

    Each sliver goes to the unit with which it has the longest border. Wider overlaps and gaps stay as they are, and
    every vertex that need not move keeps its degrees exactly. Where nothing is amiss nothing changes.

    Args:
        width: metres.
    """
    rows = outlined(units, level)
    if len(rows) < 2 or not shapely.is_valid(units.geometry[rows]).all():
        return _repaired(units, rows[:0], np.zeros(0, object), metric)
    metric = metric or _metric(units)
    degrees = units.geometry[rows]
    for _ in range(_MOST_PASSES):  # one, and a second that finds nothing, save where slivers are as wide as rounding
        vertices = Vertices.of(degrees, metric)
        mended = _closed(vertices.metres, width)
        if mended is None:
            break
        if mended is vertices.metres:
            return _repaired(units, rows, degrees, metric, left=rows[suspects(mended)])
        degrees = vertices.degrees(mended)
        if shapely.coverage_is_valid(mended) and not shapely.coverage_is_valid(degrees):
            # A triangle thinner than the curve of a straight line between the two systems turned over.
            degrees = shapely.coverage_clean(degrees, snapping_distance=_MILLIMETRE_DEGREES)
    return _repaired(units, rows, degrees, metric)


def fill_gaps(units: Units, level: str, below_m2: float = FILLED_BELOW_M2, metric: Metric | None = None) -> Repaired:
    """Ground that the units of a level enclose, of less than some square metres, given to a unit around it.

    It goes to the one with the longest border; larger gaps may be lakes or enclaves of others, and stay.
    """
    rows = outlined(units, level)
    if not len(rows) or not shapely.is_valid(units.geometry[rows]).all():
        return _repaired(units, rows[:0], np.zeros(0, object), metric)
    metric = metric or _metric(units)
    vertices = Vertices.of(units.geometry[rows], metric)
    outlines, tree = vertices.metres, shapely.STRtree(vertices.metres)
    holes = gaps.holes(gaps.united(outlines, suspects(outlines)))
    given: dict[int, list[shapely.Geometry]] = {}
    for hole in holes[shapely.area(holes) < below_m2]:
        owner = next(iter(gaps.neighbours(hole, outlines, tree, 10 * TOUCH_METRES)), -1)
        given.setdefault(owner, []).append(hole)
    given.pop(-1, None)
    filled = np.array(list(given), dtype=np.intp)
    joined = np.empty(len(filled), dtype=object)
    joined[:] = [shapely.union_all([outlines[i], *pieces]) for i, pieces in given.items()]
    return _repaired(units, rows[filled], vertices.degrees(joined), metric)


def _metric(units: Units) -> Metric:
    there = np.array([shape is not None and not shape.is_empty for shape in units.geometry], dtype=bool)
    return Metric.of_extent(*shapely.total_bounds(units.geometry[there]))


def _closed(outlines: Geometries, width: float) -> Geometries | None:
    """The outlines, metres, without slivers; None where there is none and all borders are common.

    The outlines themselves where it cannot be done without moving more ground than the slivers have.
    """
    suspected = suspects(outlines)
    ground, tree = gaps.united(outlines, suspected), shapely.STRtree(outlines)
    narrow = _narrow(gaps.holes(ground), width)
    ends = _narrow(gaps.slits(ground, width), width)
    slits = {
        number: next(iter(along))
        for number, slit in enumerate(ends)
        if gaps.is_slit(along := gaps.neighbours(slit, outlines, tree, 10 * TOUCH_METRES), width)
    }
    if not len(suspected) and not len(narrow) and not slits:
        return None
    meant = _Meant.of(outlines, suspected, width)
    bare = outlines.copy()
    for piece, own in zip(meant.pieces, meant.owners, strict=True):
        bare[own] = shapely.difference(bare[own], piece)
    closed = ends[list(slits)]
    parts = np.concatenate([_multipolygons(bare), meant.pieces, closed])
    owners = [*meant.owners, *([unit] for unit in slits.values())]
    slivers = meant.slivers_m2 + float(shapely.area(narrow).sum()) + float(shapely.area(closed).sum())
    for snapping in _SNAPPINGS:
        try:
            clean = shapely.coverage_clean(parts, gap_width=width, snapping_distance=snapping)
        except shapely.errors.GEOSException:  # too ragged for this step
            continue
        whole = _put_together(clean, len(outlines), owners)
        if (np.abs(shapely.area(whole) - shapely.area(outlines)) <= slivers + _ROUNDING_M2).all():
            return whole
    return outlines


def _narrow(shapes: Geometries | None, width: float) -> Geometries:
    if shapes is None:
        return np.zeros(0, dtype=object)
    across = widths(shapes)
    return shapes[(across > TOUCH_METRES) & (across <= width)]


@dataclass(frozen=True, eq=False)
class _Meant:
    """Overlaps too large to be slivers, cut where they cross each other.

    Attributes:
        owners: numbers of the outlines that each piece belongs to.
        slivers_m2: square metres of the overlaps that are slivers.
    """

    pieces: Geometries
    owners: list[list[int]]
    slivers_m2: float

    @classmethod
    def of(cls, outlines: Geometries, suspected: np.ndarray, width: float) -> "_Meant":
        first, second, shared = overlaps(outlines, suspected)
        area, own = shapely.area(outlines), shapely.area(shared)
        large = (widths(shared) > width) | (own > np.minimum(area[first], area[second]) / 2)
        slivers = float(own[~large].sum())
        first, second, shared = first[large], second[large], shared[large]
        if not len(shared):
            return cls(shared, [], slivers)
        lines = shapely.union_all(shapely.boundary(shared))
        faces, _ = polygons_of(np.array([shapely.polygonize([lines])], dtype=object))
        face, piece = shapely.STRtree(shared).query(shapely.point_on_surface(faces), predicate="within")
        owners = [
            set(first[piece[face == i]].tolist()) | set(second[piece[face == i]].tolist()) for i in range(len(faces))
        ]
        kept = [i for i, some in enumerate(owners) if some]
        return cls(faces[kept], [sorted(owners[i]) for i in kept], slivers)


def _put_together(clean: Geometries, count: int, owners: list[list[int]]) -> Geometries:
    """Each outline with the large overlaps and the slits that are its own: the parts after the first `count`."""
    own: list[list[shapely.Geometry]] = [[shape] for shape in clean[:count]]
    for piece, units in zip(clean[count:], owners, strict=True):
        for unit in units:
            own[unit].append(piece)
    whole = np.empty(count, dtype=object)
    whole[:] = [shapes[0] if len(shapes) == 1 else shapely.union_all(shapes) for shapes in own]
    return whole


def _repaired(
    units: Units, rows: np.ndarray, outlines: Geometries, metric: Metric | None, left: np.ndarray | None = None
) -> Repaired:
    """The units with new outlines, in degrees, for some rows; those that are the same, or nothing, are not taken."""
    outlines = _multipolygons(outlines)
    lost = shapely.is_empty(outlines) | ~shapely.is_valid(outlines)
    same = shapely.equals_identical(
        shapely.normalize(outlines), shapely.normalize(_multipolygons(units.geometry[rows]))
    )
    taken = ~lost & ~same
    geometry = units.geometry.copy()
    geometry[rows[taken]] = outlines[taken]
    metric = metric or (_metric(units) if len(rows) else Metric(0.0, 0.0))
    before = shapely.area(metric.geometry(units.geometry[rows[taken]]))
    after = shapely.area(metric.geometry(outlines[taken]))
    open_ = rows[lost] if left is None else np.union1d(rows[lost], left)
    changed, kept = units.code[rows[taken]].tolist(), units.code[open_].tolist()
    return Repaired(replace(units, geometry=geometry), tuple(changed), before, after, tuple(kept))


def _multipolygons(shapes: Geometries) -> Geometries:
    """Multipolygons of what has area; normal polygons are wrapped as they are."""
    whole = np.empty(len(shapes), dtype=object)
    parts, owner = polygons_of(shapes)
    order = np.searchsorted(owner, np.arange(len(shapes) + 1))
    whole[:] = [shapely.MultiPolygon(parts[order[i] : order[i + 1]].tolist()) for i in range(len(shapes))]
    return whole
