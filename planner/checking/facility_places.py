"""Places of facilities that cannot be, or tell too little."""

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import shapely

from layers.finding import Finding
from layers.region_zones import Zones
from layers.tables import Facilities
from planner.checking.tables import Checked
from planner.coverage.finding_rows import row_findings
from planner.coverage.hierarchy import Mask

_WATER = re.compile("(水库|水域|水面|水体|河流|河道|湖泊|海域|海面|湿地|池塘|坑塘|water)", re.IGNORECASE)
_WATERS = re.compile(".*(水|河|江|湖|海|库|溪|塘)")
_COARSE_DIGITS = 3
"""A third decimal of a degree is 111 m from south to north."""
_EXACT_DIGITS = 7


def place_findings(checked: Checked) -> Iterator[Finding]:
    """Facilities without a place, on water, placed coarsely, or several on one spot."""
    facilities = checked.facilities
    placed = np.isfinite(facilities.lon) & np.isfinite(facilities.lat)
    yield from row_findings(
        facilities,
        ~placed,
        "warning",
        "facility_not_placed",
        "处设施没有坐标(待定位)",
        "请在地图上点出位置，或按地址、所属单元定位",
        why="不知道在哪里，就算不出谁能走到，覆盖率里没有它们",
    )
    yield from _on_water(facilities, placed, checked.zones)
    coarse = placed & _is_coarse(facilities.lon) & _is_coarse(facilities.lat)
    yield from row_findings(
        facilities,
        coarse,
        "warning",
        "coordinates_coarse",
        "处设施的坐标只有三位小数或更少，误差在100米以上",
        "请用更精确的坐标，或在地图上改正位置",
        why="可能落到河对岸、路对面甚至邻村，步行时间会差几分钟",
    )
    yield from _one_spot(facilities, placed & ~coarse)


def is_water(name: str, rule: str) -> bool:
    """Whether a zone is water, by its name and what is said of it."""
    return bool(_WATER.search(rule) or _WATER.search(name) or _WATERS.fullmatch(name.strip()))


def _on_water(facilities: Facilities, placed: Mask, zones: Zones | None) -> Iterator[Finding]:
    if zones is None or not len(zones):
        return
    wet = [is_water(*pair) for pair in zip(zones.name.tolist(), zones.rule.tolist(), strict=True)]
    water = zones.geometry[np.array(wet, dtype=bool)]
    water = shapely.make_valid(water[[shape is not None for shape in water]])
    rows = np.flatnonzero(placed)
    tree = shapely.STRtree(shapely.points(facilities.lon[rows], facilities.lat[rows]))
    _, hit = tree.query(water, predicate="intersects")
    yield from row_findings(
        facilities,
        rows[np.unique(hit)],
        "warning",
        "facility_on_water",
        "处设施落在水面上",
        "请核对坐标，看是不是偏移了几百米",
        why="坐标多半有偏移，同一来源的其他设施也要核对",
    )


def _is_coarse(degrees: np.ndarray) -> Mask:
    coarse: Mask = np.abs(degrees - np.round(degrees, _COARSE_DIGITS)) < 10.0**-_EXACT_DIGITS
    return coarse


def _one_spot(facilities: Facilities, placed: Mask) -> Iterator[Finding]:
    """Facilities of one kind with different names on exactly one spot; different kinds may share a house."""
    at: dict[tuple[float, float, str], set[int]] = defaultdict(set)
    rows = np.flatnonzero(placed & (facilities.status != "closed"))
    lon, lat = np.round(facilities.lon, _EXACT_DIGITS).tolist(), np.round(facilities.lat, _EXACT_DIGITS).tolist()
    for row in rows.tolist():
        for kind in facilities.kinds[row]:
            at[lon[row], lat[row], kind].add(row)
    shared = [group for group in at.values() if len({str(facilities.name[row]) for row in group}) > 1]
    found = np.array(sorted(set().union(*shared)), dtype=np.intp)
    yield from row_findings(
        facilities,
        found,
        "warning",
        "several_on_one_spot",
        "处同类设施与别的设施坐标完全相同、名称不同",
        "请核对：多半是按乡镇或地址统一取的点，不是设施自己的位置",
        why="服务范围会叠在一处，别处显得没有设施",
    )
