"""Whether degrees are those of a map service: three readings of a source held against units and roads.

Map services of China shift what they show: GCJ-02 by some 500 m, BD-09 by about a kilometre. For each reading, as it
stands, GCJ-02 and BD-09, it is counted how many points lie in the unit they name and in the region, and how far they
are from the nearest road. A shifted reading is taken only where it fits *clearly* better:

- units: of n points whose answers differ, b speak for the shift and c against it. Clear is b of b + c at the one-sided
  binomial tail of 1e-5, with at least 1 % of all points won and at least 60 % inside then; or, for a handful of points,
  at least 3 won and none lost, with at least 85 % inside then and at most half before.
- region, where the points name no unit: the same tail, with at least 95 % inside then.
- borders, for outlines of units that the region has not got: the same tail of corners, some 200 m apart, that lie on a
  border of the region's own outlines, at least a tenth of them, and three times as many as otherwise.
- roads: of n points, b lie nearer to a road when shifted. Clear is the same tail, at least 30 points 200 m apart, and
  a median distance of at most 150 m and of at most 0.6 times that before.

A simulation of facilities that need no shift took one for shifted in less than 0.1 % of the sources (see the tests).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.datum import to_wgs84
from layers.importing.home import Home
from layers.importing.road_distance import RoadDistance
from layers.projection import check_degrees
from layers.tables import Floats, Geometries, Roads

SHIFTS = ("gcj02", "bd09")
LABELS = {"": "按原样(WGS84、CGCS2000)", "gcj02": "高德、腾讯坐标", "bd09": "百度坐标"}

_SAMPLE = 2000
_TAIL, _AGAINST_TAIL, _LEANING_TAIL = 1e-5, 1e-3, 0.05
_GAIN = 0.01
_MOSTLY, _NEARLY_ALL = 0.6, 0.95
_FEW_WON, _FEW_INSIDE, _FEW_BEFORE = 3, 0.85, 0.5
_ROAD_POINTS, _ROAD_RATIO, _ROADSIDE = 30, 0.6, 150.0
_THIN = 500.0  # cells to the degree: about 200 m
_SHAPE_FIT, _SHAPE_RATIO = 0.9, 3.0
_CORNERS, _ON_BORDERS = 4000, 0.1


@dataclass(frozen=True)
class Fit:
    """How well the points fit under one reading.

    Attributes:
        inside: points in the unit they name, of `named`.
        within: points in the region, of `placed`; both 0 where no outline is known.
        road_metres: median distance to the nearest road, NaN where there are none.
        overlap: of outlines, the share of the joint area with the region's own that both cover, the median; else NaN.
        beside: of outlines, corners on a border of the region's own, of `corners`.
    """

    inside: int = 0
    named: int = 0
    within: int = 0
    placed: int = 0
    road_metres: float = math.nan
    overlap: float = math.nan
    beside: int = 0
    corners: int = 0

    @property
    def words(self) -> str:
        """The figures, for the screen."""
        said = []
        if self.named:
            said.append(f"{self.named} 个点里 {self.inside} 个落在自己写的单元")
        if self.placed:
            said.append(f"{self.placed} 个点里 {self.within} 个在区域内")
        if not math.isnan(self.road_metres):
            said.append(f"离最近道路的中位数 {self.road_metres:.0f} 米")
        if not math.isnan(self.overlap):
            said.append(f"和区域原有的同名单元重合 {self.overlap:.1%}")
        if self.corners:
            said.append(f"{self.corners} 个边界点里 {self.beside} 个在区域原有的边界上")
        return ",".join(said)

    @property
    def share(self) -> float:
        """From 0 to 1, NaN where nothing tells."""
        if not math.isnan(self.overlap):
            return self.overlap
        pairs = (self.inside, self.named), (self.within, self.placed), (self.beside, self.corners)
        return next((some / every for some, every in pairs if every), math.nan)


@dataclass(frozen=True)
class Verdict:
    """What the map says of a source's datum.

    Attributes:
        datum: "" as it stands, or one of `SHIFTS`: the reading that fits best.
        clear: that reading fits clearly better than the others.
        leaning: it fits better, not clearly; together with what headers say it is enough.
        told: anything could be compared.
        fits: by reading.
        silence: why the map does not tell, where that is known.
    """

    datum: str
    clear: bool
    leaning: bool
    told: bool
    fits: Mapping[str, Fit]
    silence: str = ""

    @classmethod
    def silent(cls, silence: str) -> "Verdict":
        """Nothing could be compared."""
        return cls("", clear=False, leaning=False, told=False, fits={}, silence=silence)


@dataclass(frozen=True, eq=False)
class _Evidence:
    """Answers point by point under one reading: in its unit, in the region, metres to a road."""

    inside: NDArray[np.bool_]
    within: NDArray[np.bool_]
    metres: Floats


def judge_points(lon: Floats, lat: Floats, unit: Geometries, home: Home, roads: Roads | None) -> Verdict:
    """Compare the three readings of points.

    Args:
        lon, lat: degrees as they stand of points that stand apart, as `thinned` picks them; shape (n,).
        unit: outline of the unit that each point names, None where unknown or without an outline; shape (n,).
    """
    named = np.array([shape is not None for shape in unit], dtype=bool)
    near = RoadDistance.of(lon, lat, roads)
    seen: dict[str, _Evidence] = {}
    for datum in ("", *SHIFTS):
        at = to_wgs84(lon, lat, datum or "wgs84")
        seen[datum] = _Evidence(_in_units(unit, named, *at), home.inside(*at), near.metres(*at))
    usable = named, np.full(len(lon), len(home.outlines) > 0)
    fits = {datum: _fit(one, *usable) for datum, one in seen.items()}
    return _verdict(seen, *usable, fits)


def thinned(lon: Floats, lat: Floats) -> NDArray[np.intp]:
    """Rows of one point on earth in each cell of some 200 m, at most `_SAMPLE`: neighbours say the same thing twice."""
    known = np.flatnonzero(check_degrees(lon, lat))
    cells = np.floor(np.column_stack((lon[known], lat[known])) * _THIN)
    first = np.sort(known[np.unique(cells, axis=0, return_index=True)[1]])
    return first[:: max(1, math.ceil(len(first) / _SAMPLE))]


def _in_units(outlines: Geometries, named: NDArray[np.bool_], lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    found = np.zeros(len(lon), dtype=bool)
    shapely.prepare(outlines[named])
    found[named] = shapely.intersects_xy(outlines[named], lon[named], lat[named])
    return found


def _fit(one: _Evidence, named: NDArray[np.bool_], placed: NDArray[np.bool_]) -> Fit:
    metres = float(np.median(one.metres)) if len(one.metres) and np.isfinite(one.metres).all() else math.nan
    return Fit(int(one.inside.sum()), int(named.sum()), int(one.within.sum()), int(placed.sum()), metres)


def _verdict(
    seen: Mapping[str, _Evidence], named: NDArray[np.bool_], placed: NDArray[np.bool_], fits: Mapping[str, Fit]
) -> Verdict:
    told = bool(named.any() or placed.any() or not math.isnan(fits[""].road_metres))
    order = sorted(("", *SHIFTS), key=lambda datum: _rank(fits[datum]))
    best = order[0]

    def strength(a: str, b: str) -> int:
        """2 where reading a fits clearly better than b, 1 leaning, -2 where b does clearly, 0 else."""
        return _stronger(seen[a], seen[b], named, placed)

    if not best:
        clear = all(strength("", other) == 2 for other in SHIFTS)
        return Verdict("", clear, clear or all(strength("", other) >= 1 for other in SHIFTS), told, fits)
    against = [strength(best, other) for other in ("", *SHIFTS) if other != best]
    clear = against[0] == 2 and against[1] >= 1
    return Verdict(best, clear, clear or (against[0] >= 1 and against[1] >= 0), told, fits)


def _rank(fit: Fit) -> tuple[float, float, float]:
    """The best first: most points in their units, then in the region, then nearest to roads."""
    return -fit.inside, -fit.within, fit.road_metres if not math.isnan(fit.road_metres) else 0.0


def _stronger(a: _Evidence, b: _Evidence, named: NDArray[np.bool_], placed: NDArray[np.bool_]) -> int:
    """How much better the first fits: 2 clearly, 1 rather, 0 not, -2 where something speaks clearly against it."""
    votes = [_counted(a.inside[named], b.inside[named], _MOSTLY, few=True)]
    if not named.any():
        votes.append(_counted(a.within[placed], b.within[placed], _NEARLY_ALL, few=False))
    if len(a.metres) and np.isfinite(a.metres).all():
        votes.append(_nearer(a.metres, b.metres))
    if -2 in votes:
        return -2
    return max(votes)


def _counted(a: NDArray[np.bool_], b: NDArray[np.bool_], least: float, *, few: bool) -> int:
    """What two answers per point, inside or not, say: 2, 1, 0 or -2.

    Args:
        least: the share that has to be inside.
        few: whether a handful of points may decide.
    """
    won, lost, count = int((a & ~b).sum()), int((b & ~a).sum()), len(a)
    few = few and won >= _FEW_WON and not lost and a.mean() >= _FEW_INSIDE and b.mean() <= _FEW_BEFORE
    mostly = count > 0 and a.mean() >= least
    if few or (mostly and tail(won, won + lost) <= _TAIL and won - lost >= _GAIN * count):
        return 2
    if tail(lost, won + lost) <= _AGAINST_TAIL and lost - won >= _GAIN * count:
        return -2
    return 1 if mostly and won > lost and tail(won, won + lost) <= _LEANING_TAIL else 0


def _nearer(a: Floats, b: Floats) -> int:
    """What two distances per point say: 2, 1, 0 or -2."""
    won, lost = int((a < b).sum()), int((b < a).sum())
    ratio = float(np.median(a)) / max(float(np.median(b)), 1e-9)
    beside = float(np.median(a)) <= _ROADSIDE
    if won + lost >= _ROAD_POINTS and beside and ratio <= _ROAD_RATIO and tail(won, won + lost) <= _TAIL:
        return 2
    if won + lost >= _ROAD_POINTS and ratio >= 1 / _ROAD_RATIO and tail(lost, won + lost) <= _AGAINST_TAIL:
        return -2
    return 1 if beside and ratio < 1 and tail(won, won + lost) <= _LEANING_TAIL else 0


def tail(won: int, count: int) -> float:
    """P(X >= won) of X binomial with `count` trials of a half: how easily chance does it."""
    term = total = math.comb(count, won) if won <= count else 0
    for k in range(won, count):
        term = term * (count - k) // (k + 1)
        total += term
    return total / (1 << count)


def judge_outlines(geometry: Geometries, own: Geometries) -> Verdict:
    """Compare the three readings of outlines with the region's own of the same units.

    Args:
        geometry: polygons as they stand, degrees, None for none; shape (n,).
        own: what the region has for each of them, None for none; shape (n,).

    What counts is 1 - IoU: the share of the joint area that only one of the two covers, its median over the units.
    """
    known = [i for i in range(len(geometry)) if geometry[i] is not None and own[i] is not None]
    known = known[:: max(1, len(known) // 200)]
    differ = {datum: _differing(geometry[known], own[known], datum) for datum in ("", *SHIFTS)}
    order = sorted(differ, key=lambda datum: differ[datum])
    best, second = order[0], order[1]
    close = bool(known) and differ[best] <= 1 - _SHAPE_FIT
    clear = close and differ[second] >= _SHAPE_RATIO * max(differ[best], 1e-6)
    fits = {datum: Fit(overlap=1 - share) for datum, share in differ.items() if known}
    silence = "" if clear else "边界和区域原有的同名单元不大一样,看不出偏移"
    return Verdict(best if clear else "", clear, clear, bool(known), fits, silence)


def _differing(geometry: Geometries, own: Geometries, datum: str) -> float:
    if not len(geometry):
        return 1.0

    def unshift(points: Floats) -> Floats:
        return np.column_stack(to_wgs84(points[:, 0], points[:, 1], datum or "wgs84"))

    moved = shapely.make_valid(shapely.transform(geometry, unshift))
    ours = shapely.make_valid(own)
    joint = np.asarray(shapely.area(shapely.union(moved, ours)), dtype=np.float64)
    common = np.asarray(shapely.area(shapely.intersection(moved, ours)), dtype=np.float64)
    apart: Floats = 1 - common / np.maximum(joint, 1e-12)
    return float(np.median(apart))


def judge_borders(lon: Floats, lat: Floats, home: Home) -> Verdict:
    """Compare the three readings of outlines with the borders of whatever outlines the region has.

    Units of one level share borders with those of the next, so this tells where no unit is in both.

    Args:
        lon, lat: corners in degrees as they stand; shape (n,).
    """
    some = slice(None, None, max(1, len(lon) // _CORNERS))
    rows = thinned(lon[some], lat[some])
    lon, lat = lon[some][rows], lat[some][rows]
    on = {datum: home.beside(*to_wgs84(lon, lat, datum or "wgs84")) for datum in ("", *SHIFTS)}
    fits = {datum: Fit(beside=int(one.sum()), corners=len(lon)) for datum, one in on.items()}
    best, *rest = sorted(on, key=lambda datum: -fits[datum].beside)
    clear = fits[best].beside >= _ON_BORDERS * max(len(lon), 1) and all(_more(on[best], on[one]) for one in rest)
    silence = "" if clear else "边界和区域原有的边界不重合,看不出偏移"
    return Verdict(best if clear else "", clear, clear, len(lon) > 0, fits, silence)


def _more(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> bool:
    won, lost = int((a & ~b).sum()), int((b & ~a).sum())
    return tail(won, won + lost) <= _TAIL and a.sum() >= _SHAPE_RATIO * b.sum()
