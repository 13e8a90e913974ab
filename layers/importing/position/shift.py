"""Whether degrees are those of a map service: three readings of a source held against units and roads.

Map services of China shift what they show: GCJ-02 by some 500 m, BD-09 by about a kilometre. For each reading, as it
stands, GCJ-02 and BD-09, it is counted how many points lie in the unit they name and in the region, and how far they
are from the nearest road. A shifted reading is taken only where it fits *clearly* better:

- units: of n points whose answers differ, b speak for the shift and c against it. Clear is b of b + c at the one-sided
  binomial tail of 1e-5, with at least 1 % of all points won and at least 60 % inside then; or, for a handful of points,
  at least 3 won and none lost, with at least 85 % inside then and at most half before.
- region, where the points name no unit: the same tail, with at least 95 % inside then.
- namesakes: facilities of the region with a point's name, which nothing else on either side has. Clear is 3 of them
  within 100 m in one reading and not in the other, and these at least 60 % of all namesakes and nine times those the
  other way round.
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
from layers.importing.position.home import Home
from layers.importing.position.road_distance import RoadDistance
from layers.projection import Metric, check_degrees
from layers.tables import Floats, Geometries, Roads

SHIFTS = ("gcj02", "bd09")
LABELS = {"": "按原样(WGS84、CGCS2000)", "gcj02": "高德、腾讯坐标", "bd09": "百度坐标"}

_SAMPLE = 2000
TAIL, _AGAINST_TAIL, _LEANING_TAIL = 1e-5, 1e-3, 0.05
_GAIN = 0.01
_MOSTLY, _NEARLY_ALL = 0.6, 0.95
_FEW_WON, _FEW_INSIDE, _FEW_BEFORE = 3, 0.85, 0.5
_ROAD_POINTS, _ROAD_RATIO, _ROADSIDE = 30, 0.6, 150.0
_SAME_SPOT, _NAMESAKES, _NAMESAKES_RATIO = 100.0, 3, 9
_THIN = 500.0  # cells to the degree: about 200 m


@dataclass(frozen=True)
class Fit:
    """How well the points fit under one reading.

    Attributes:
        inside: points in the unit they name, of `named`.
        within: points in the region, of `placed`; both 0 where no outline is known.
        road_metres: median distance to the nearest road, NaN where there are none.
        namesakes: points that the region has a facility of the same name for.
        apart: median distance to these in metres, NaN where there are none.
        overlap: of outlines, the share of the joint area with the region's own that both cover, the median; else NaN.
        beside: of outlines, corners on a border of the region's own, of `corners`.
    """

    inside: int = 0
    named: int = 0
    within: int = 0
    placed: int = 0
    road_metres: float = math.nan
    namesakes: int = 0
    apart: float = math.nan
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
        if self.namesakes:
            said.append(f"与区域里同名的 {self.namesakes} 处设施相差 {self.apart:.0f} 米(中位数)")
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
    """Answers point by point under one reading: in its unit, in the region, metres to a road and to its namesake.

    Attributes:
        apart: of the points that have a namesake only.
    """

    inside: NDArray[np.bool_]
    within: NDArray[np.bool_]
    metres: Floats
    apart: Floats


def judge_points(
    lon: Floats,
    lat: Floats,
    unit: Geometries,
    home: Home,
    roads: Roads | None,
    namesakes: tuple[Floats, Floats] | None = None,
) -> Verdict:
    """Compare the three readings of points.

    Args:
        lon, lat: degrees as they stand of points that stand apart, as `thinned` picks them; shape (n,).
        unit: outline of the unit that each point names, None where unknown or without an outline; shape (n,).
        namesakes: degrees of the region's facility of the same name, NaN where there is none; each of shape (n,).
    """
    named = np.array([shape is not None for shape in unit], dtype=bool)
    near = RoadDistance.of(lon, lat, roads)
    seen: dict[str, _Evidence] = {}
    for datum in ("", *SHIFTS):
        at = to_wgs84(lon, lat, datum or "wgs84")
        apart = _apart(*at, *namesakes) if namesakes else np.zeros(0)
        seen[datum] = _Evidence(_in_units(unit, named, *at), home.inside(*at), near.metres(*at), apart)
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


def _apart(lon: Floats, lat: Floats, other_lon: Floats, other_lat: Floats) -> Floats:
    """Metres between points and their namesakes, of those that have one."""
    known = np.flatnonzero(np.isfinite(other_lon) & np.isfinite(other_lat))
    if not len(known):
        return np.zeros(0)
    lon, lat, other_lon, other_lat = (axis[known] for axis in (lon, lat, other_lon, other_lat))
    metric = Metric.of_extent(other_lon.min(), other_lat.min(), other_lon.max(), other_lat.max())
    (x, y), (other_x, other_y) = metric.forward(lon, lat), metric.forward(other_lon, other_lat)
    return np.hypot(x - other_x, y - other_y)


def _fit(one: _Evidence, named: NDArray[np.bool_], placed: NDArray[np.bool_]) -> Fit:
    metres = float(np.median(one.metres)) if len(one.metres) and np.isfinite(one.metres).all() else math.nan
    apart = float(np.median(one.apart)) if len(one.apart) else math.nan
    counts = int(one.inside.sum()), int(named.sum()), int(one.within.sum()), int(placed.sum())
    return Fit(*counts, metres, len(one.apart), apart)


def _verdict(
    seen: Mapping[str, _Evidence], named: NDArray[np.bool_], placed: NDArray[np.bool_], fits: Mapping[str, Fit]
) -> Verdict:
    told = bool(named.any() or placed.any() or not math.isnan(fits[""].road_metres) or fits[""].namesakes)
    order = sorted(("", *SHIFTS), key=lambda datum: (_off(seen[datum]), *_rank(fits[datum])))
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


def _off(one: _Evidence) -> int:
    """The most namesakes beside the points first, where they are enough to count."""
    beside = int((one.apart <= _SAME_SPOT).sum())
    return -beside if beside >= _NAMESAKES else 0


def _rank(fit: Fit) -> tuple[float, float, float]:
    """The best first: most points in their units, then in the region, then nearest to roads."""
    return -fit.inside, -fit.within, fit.road_metres if not math.isnan(fit.road_metres) else 0.0


def _stronger(a: _Evidence, b: _Evidence, named: NDArray[np.bool_], placed: NDArray[np.bool_]) -> int:
    """How much better the first fits: 2 clearly, 1 rather, 0 not, -2 where something speaks clearly against it."""
    votes = [_counted(a.inside[named], b.inside[named], _MOSTLY, few=True), _on_namesakes(a.apart, b.apart)]
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
    if few or (mostly and tail(won, won + lost) <= TAIL and won - lost >= _GAIN * count):
        return 2
    if tail(lost, won + lost) <= _AGAINST_TAIL and lost - won >= _GAIN * count:
        return -2
    return 1 if mostly and won > lost and tail(won, won + lost) <= _LEANING_TAIL else 0


def _on_namesakes(a: Floats, b: Floats) -> int:
    """What two distances to namesakes say: 2, 1, 0 or -2."""
    won = int(((a <= _SAME_SPOT) & (b > _SAME_SPOT)).sum())
    lost = int(((b <= _SAME_SPOT) & (a > _SAME_SPOT)).sum())
    for sign, more, fewer in ((1, won, lost), (-1, lost, won)):
        if more >= _NAMESAKES and more >= _MOSTLY * len(a) and more >= _NAMESAKES_RATIO * fewer:
            return 2 * sign
    return int(won > max(lost, 1) and won >= _MOSTLY * len(a))


def _nearer(a: Floats, b: Floats) -> int:
    """What two distances per point say: 2, 1, 0 or -2."""
    won, lost = int((a < b).sum()), int((b < a).sum())
    ratio = float(np.median(a)) / max(float(np.median(b)), 1e-9)
    beside = float(np.median(a)) <= _ROADSIDE
    if won + lost >= _ROAD_POINTS and beside and ratio <= _ROAD_RATIO and tail(won, won + lost) <= TAIL:
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
