"""Whether outlines are those of a map service: three readings held against the outlines that the region has.

- Units that the region has too: what only one of the two outlines covers, as a share of what both cover together; its
  median in the best reading at most 10 %, in the next one three times as much.
- Others, by the borders of all there are: corners, some 200 m apart, that lie on one; at least a tenth of them in the
  best reading, three times as many as in another, by the binomial tail of `shift.TAIL`.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.datum import to_wgs84
from layers.importing.position.home import Home
from layers.importing.position.shift import SHIFTS, TAIL, Fit, Verdict, tail, thinned
from layers.tables import Floats, Geometries

_SHAPE_FIT, _SHAPE_RATIO = 0.9, 3.0
_CORNERS, _ON_BORDERS = 4000, 0.1


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
    return tail(won, won + lost) <= TAIL and a.sum() >= _SHAPE_RATIO * b.sum()
