"""All misfits of the outlines of a region's units."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely

from layers.feedback import Feedback, Silent
from layers.projection import Metric
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import Floats, Geometries, Units
from layers.topology import above, gaps
from layers.topology.defect import SLIVER_METRES, TOUCH_METRES, Defect, DefectKind, Topology, defect, outlined, widths
from layers.topology.junctions import with_junctions
from layers.topology.overlaps import overlaps, suspects

_SAME_BORDER = 0.01


def measure_topology(units: Units, feedback: Feedback | None = None, metric: Metric | None = None) -> Topology:
    """Overlaps and gaps among the units of each level and between a unit and those below it, in square metres.

    Outlines that cross themselves are measured as `make_valid` would mend them. What is nowhere wider than a
    millimetre is rounding, and only counted in `unmatched`. Gaps open at an end are found up to the sliver's width;
    beyond it nobody can tell them from a bay, save by the outline of the unit above.

    Args:
        metric: the metres to measure in; from the extent of the outlines where None.

    Raises:
        Cancelled: the caller no longer wants the result.
    """
    told = feedback or Silent()
    there = np.array([shape is not None and not shape.is_empty for shape in units.geometry], dtype=bool)
    if not there.any():
        return Topology()
    metres = np.full(len(units), None, dtype=object)
    metric = metric or Metric.of_extent(*shapely.total_bounds(units.geometry[there]))
    ranks = np.array([_rank(level) for level in units.level[there].tolist()], dtype=np.intp)
    degrees, meeting = with_junctions(units.geometry[there], ranks)
    metres[there] = metric.geometry(degrees)
    junctions = np.zeros(len(units), dtype=bool)
    junctions[np.flatnonzero(there)[meeting]] = True
    units = _measurable(units, metres)
    there &= ~shapely.is_missing(units.geometry)
    broken = np.flatnonzero(there & ~shapely.is_valid(units.geometry))
    metres[broken] = shapely.make_valid(metres[broken], method="structure")
    found: list[Defect] = []
    unmatched: list[str] = []
    unmeasured: list[str] = []
    ragged = np.zeros(len(units), dtype=bool)
    for number, level in enumerate(LEVELS):
        told.progress(number / len(LEVELS), f"正在检查{LEVEL_LABELS[level]}单元的边界")
        one = _Level(units, level, metres, metric, junctions)
        found += one.overlaps()
        found += one.gaps()
        unmatched += one.unmatched
        unmeasured += [level] if one.unmeasured else []
        ragged[one.rows[one.suspected]] = True
        found += _against_above(units, level, metres, metric, ragged)
    found.sort(key=lambda one: (-one.area_m2, one.kind, one.level, one.codes))
    return Topology(tuple(found), tuple(units.code[broken].tolist()), tuple(unmatched), tuple(unmeasured))


def _rank(level: str) -> int:
    """The number of a level; of another program's word, behind them all."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _measurable(units: Units, metres: Geometries) -> Units:
    """The units without the outlines that lie half the earth away: nothing there has a place in these metres."""
    points, row = shapely.get_coordinates(metres, return_index=True)
    away = np.unique(row[~np.isfinite(points).all(axis=1)])
    if not len(away):
        return units
    geometry = units.geometry.copy()
    geometry[away] = metres[away] = None
    return replace(units, geometry=geometry)


class _Level:
    """The outlines of one level in metres."""

    def __init__(self, units: Units, level: str, metres: Geometries, metric: Metric, junctions: np.ndarray) -> None:
        self._level, self._metric = level, metric
        self.rows = outlined(units, level)
        self._junctions = np.flatnonzero(junctions[self.rows])
        self._code, self._outlines = units.code[self.rows], metres[self.rows]
        self.suspected = suspects(self._outlines) if len(self.rows) > 1 else np.zeros(0, np.intp)
        self.unmatched: list[str] = []
        self.unmeasured = False

    def overlaps(self) -> Iterator[Defect]:
        """Each pair that overlaps; what is left of the suspects goes to `unmatched`."""
        first, second, shared = overlaps(self._outlines, self.suspected)
        width = widths(shared)
        real = width > TOUCH_METRES
        pairs = first[real] * len(self.rows) + second[real]
        for pair, parts, wide in _grouped(pairs, shared[real], width[real]):
            codes = self._code[list(divmod(pair, len(self.rows)))]
            yield defect("overlap", self._level, codes, parts, wide, self._metric)
        clashing = np.union1d(first[real], second[real])
        self.unmatched = self._code[np.setdiff1d(np.union1d(self.suspected, self._junctions), clashing)].tolist()

    def gaps(self) -> Iterator[Defect]:
        """Each gap, lake and enclave among the outlines."""
        if len(self.rows) < 2:
            return
        ground, tree = gaps.united(self._outlines, self.suspected), shapely.STRtree(self._outlines)
        for hole, width in _wide(gaps.holes(ground)):
            around = gaps.neighbours(hole, self._outlines, tree, _SAME_BORDER)
            yield self._gap(hole, width, around)
        slits = gaps.slits(ground, SLIVER_METRES)
        self.unmeasured = slits is None
        for slit, width in _wide(np.zeros(0, object) if slits is None else slits):
            around = gaps.neighbours(slit, self._outlines, tree, _SAME_BORDER)
            if gaps.is_slit(around, width):
                yield self._gap(slit, width, around)

    def _gap(self, shape: shapely.Geometry, width: float, around: dict[int, float]) -> Defect:
        parts = np.array([shape], dtype=object)
        return defect("gap", self._level, self._code[list(around)], parts, np.array([width]), self._metric)


def _against_above(
    units: Units, level: str, metres: Geometries, metric: Metric, ragged: np.ndarray
) -> Iterator[Defect]:
    """What units and those of a level right below them do not share."""
    families = above.families(units, level)
    over = np.array(list(families), dtype=np.intp)
    if not len(over):
        return
    clean = [not ragged[rows].any() for rows in families.values()]
    uncovered, by, outside, of = above.misfits(metres[over], [metres[rows] for rows in families.values()], clean)
    kinds: tuple[DefectKind, DefectKind] = ("uncovered", "outside")
    for kind, shapes, owner in zip(kinds, (uncovered, outside), (by, of), strict=True):
        width = widths(shapes)
        real = width > TOUCH_METRES
        for number, parts, wide in _grouped(owner[real], shapes[real], width[real]):
            yield defect(kind, level, [units.code[over[number]]], parts, wide, metric)


def _grouped(keys: np.ndarray, shapes: Geometries, width: Floats) -> Iterator[tuple[int, Geometries, Floats]]:
    for key in np.unique(keys).tolist():
        yield key, shapes[keys == key], width[keys == key]


def _wide(shapes: Geometries) -> Iterator[tuple[shapely.Geometry, float]]:
    """The shapes that are more than rounding, with their widths."""
    width = widths(shapes)
    for shape, metres in zip(shapes, width.tolist(), strict=True):
        if metres > TOUCH_METRES:
            yield shape, metres
