"""How the roads of a line layer hang together: whether its own joints are good, and what was joined up where not."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from layers.finding import Finding, Severity, Spot
from layers.foreign.roads.loose_ends import snapped
from layers.foreign.roads.merging import merged
from layers.foreign.roads.noding import TOUCH_METRES, crossings, join
from layers.foreign.roads.strands import Meetings, Strands
from layers.foreign.source import MOST_ROWS_NAMED, Source
from layers.projection import Metric

SNAP_METRES = 2.0
POOR_SHARE = 0.25  # real layers with all joints made lack up to a tenth: bridges that nobody marked
JOIN, KEEP = "join", "keep"
LEVELS_WHY = "两条路如果其实相通,路程会算得偏长"
JOINED_WHY = "两条路如果其实一上一下,路程会算得偏短"


@dataclass(frozen=True, eq=False)
class Joints:
    """Lines joined up.

    Attributes:
        ends: the loose ends that were put on another line.
        joined: the crossings that got a common vertex.
        left: those on one level that were left as they are, as the layer's own joints are good.
        apart: those on different levels.
    """

    strands: Strands
    ends: Meetings
    joined: Meetings
    left: Meetings
    apart: Meetings


def joints(strands: Strands, reach: float, choice: str, *, by_osm: bool, asked: bool = False) -> Joints:
    """Join lines up where their own joints are poor: where more than `POOR_SHARE` of the junctions are not joined.

    Args:
        reach: metres to which loose ends are put on another line; 0 leaves them.
        choice: `JOIN` or `KEEP` whatever the layer is like, "" to look.
        by_osm: made from OpenStreetMap, whose joints are meant: its loose ends are left too unless the layer is poor.
        asked: the reach is what the user wants, and so obeyed whatever the layer is like.
    """
    own = strands.junctions()
    met = crossings(strands)
    ends = Meetings.none()
    keep = choice == KEEP or (by_osm and choice != JOIN and not _is_poor(met, ends, own))
    if reach > 0 and (asked or not keep):
        strands, ends = snapped(strands, reach)
        met = crossings(strands) if len(ends) else met
    level, apart = met.take(met.allowed), met.take(~met.allowed)
    if keep or (choice != JOIN and not _is_poor(met, ends, own)):
        return Joints(strands, ends, Meetings.none(), level, apart)
    return Joints(join(strands, level)[0], ends, level, Meetings.none(), apart)


def _is_poor(met: Meetings, ends: Meetings, junctions: int) -> bool:
    missing = _places(met.take(met.allowed)) + len(ends)
    return missing > POOR_SHARE * (missing + junctions)


def _places(met: Meetings) -> int:
    """At how many places they are; where several lines meet, each pair of them does."""
    return int(merged(met.x, met.y, 2 * TOUCH_METRES).max()) + 1 if len(met) else 0


def note_joints(made: Joints, reach: float, metric: Metric, source: Source) -> None:
    """Say what was joined up, and what was not, with how many and where."""
    told: Iterable[tuple[Meetings, Severity, str, str, str, str]] = (
        (
            made.ends,
            "warning",
            "ends_snapped",
            f"个道路端点离别的道路不到 {reach:g} 米却没有接上,已接上",
            "请在地图上核对,不该接的请在原软件里断开",
            "",
        ),
        (
            made.joined,
            "warning",
            "crossings_joined",
            "处道路相交却没有共同的端点,按平面路口连通了",
            "有立交、高架、隧道而图层里没有注明的,请在原软件里补上桥梁或隧道一列后重新导入",
            JOINED_WHY,
        ),
        (
            made.left,
            "note",
            "crossings_left",
            "处道路相交而没有共同的端点,图层其余路口都已接好,按立体交叉处理,没有连通",
            "其中有平面路口的,请在原软件里打断后重新导入,或在导入时选择“相交处一律连通”",
            LEVELS_WHY,
        ),
        (
            made.apart,
            "note",
            "crossings_apart",
            "处道路上下相叠(桥、隧道、高架或高速公路),没有连通",
            "",
            LEVELS_WHY,
        ),
    )
    for met, severity, code, message, remedy, why in told:
        count = len(met) if met is made.ends else _places(met)
        if count:
            spots = _spots(met, metric)
            source.notes.append(Finding(severity, code, f"{count} {message}", remedy=remedy, why=why, spots=spots))


def _spots(met: Meetings, metric: Metric) -> tuple[Spot, ...]:
    """Degrees of the first places."""
    _, first = np.unique(merged(met.x, met.y, 2 * TOUCH_METRES), return_index=True)
    some = np.sort(first)[:MOST_ROWS_NAMED]
    lon, lat = metric.inverse(met.x[some], met.y[some])
    return tuple(zip(np.round(lon, 7).tolist(), np.round(lat, 7).tolist(), strict=True))
