"""Roads that lead nowhere, and places that no road leads to."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import shapely

from layers.finding import Finding, Spot
from layers.projection import Metric
from layers.schema import LEVEL_LABELS
from layers.tables import Floats, Ints, Roads, Units
from planner.checking.tables import Checked
from planner.coverage.figures import only_given
from planner.coverage.finding_rows import SHOWN_ROWS, row_findings
from planner.coverage.hierarchy import Mask
from planner.coverage.wording import people as people_text
from planner.travel.modes import load_modes
from planner.travel.streets import ACCESS_LIMIT_METRES, Streets

_MODE = "walk"
_SAMPLE_STEP = 50
_MANY = 0.01
"""More of the people than this away from all roads is no matter of a few lonely houses."""
_WHY_UNREACHED = "这些地方按路走不到任何设施，算作未覆盖"


def road_findings(checked: Checked) -> Iterator[Finding]:
    """What is wrong with the roads, as people on foot use them."""
    if checked.roads is None:
        text = "区域里没有路网,人口覆盖只能按直线距离乘绕行系数估算"
        yield Finding("warning", "no_roads", text, (), "请导入道路")
    elif checked.metric is not None and len(checked.roads):
        ways = _Ways(checked, checked.roads, checked.metric)
        yield from ways.unconnected()
        yield from ways.off_road()
        yield from _without_roads(checked.units, checked.roads)


class _Ways:
    """The streets people walk on, and where facilities and demand points stand on them."""

    def __init__(self, checked: Checked, roads: Roads, metric: Metric) -> None:
        self._checked, self._roads = checked, roads
        self._streets = Streets.build(roads, metric, load_modes()[_MODE])
        facilities, demand = checked.facilities, checked.demand
        lon, lat = np.concatenate([facilities.lon, demand.lon]), np.concatenate([facilities.lat, demand.lat])
        edge = self._streets.snap(lon, lat).edge
        self._facility_edge, self._demand_edge = np.split(edge, [len(facilities)])
        self._outside = checked.facility_placement.outside if len(checked.units) else np.zeros(len(facilities), bool)

    @cached_property
    def _people(self) -> Floats:
        """People at each demand point, nought where that is not known."""
        weight = self._checked.demand.weight
        values = weight.get("population", next(iter(weight.values()), np.zeros(len(self._checked.demand))))
        return np.nan_to_num(only_given(values))

    def unconnected(self) -> Iterator[Finding]:
        """Parts of the network that are not joined to the longest one."""
        streets = self._streets
        if not len(streets):
            return
        metres = np.bincount(streets.component, streets.metres)
        main = int(metres.argmax())
        parts = np.flatnonzero((metres > 0) & (np.arange(len(metres)) != main))
        if not len(parts):
            return
        parts = parts[np.argsort(-metres[parts], kind="stable")]
        facilities = self._standing(self._facility_edge, main)
        points = self._standing(self._demand_edge, main)
        people = float(self._people[points].sum())
        text = f"路网里有 {len(parts)} 段与其余的路不相连，共 {metres[parts].sum() / 1000:,.1f} 公里"
        if facilities.any() or people:
            text += f"；{int(facilities.sum())} 处设施和 {people_text(people)}只靠着这些路"
        yield Finding(
            "warning" if facilities.any() or people else "note",
            "roads_unconnected",
            text,
            tuple(self._checked.facilities.id[facilities][:SHOWN_ROWS].tolist()),
            "请补上缺的路或桥，或导入范围更大的路网",
            why=_WHY_UNREACHED,
            table="facilities" if facilities.any() else "",
            spots=self._spots_of(parts),
        )

    def off_road(self) -> Iterator[Finding]:
        """Facilities and demand points farther from any road than anybody is taken to walk."""
        facilities, demand = self._checked.facilities, self._checked.demand
        far = (self._facility_edge < 0) & np.isfinite(facilities.lon) & ~self._outside
        text = f"处设施离最近的路超过{ACCESS_LIMIT_METRES:g}米"
        remedy, why = "请核对坐标，或补上通到那里的路", _WHY_UNREACHED
        yield from row_findings(facilities, far, "warning", "facility_far_from_road", text, remedy, why=why)
        rows = np.flatnonzero((self._demand_edge < 0) & np.isfinite(demand.lon))
        people = self._people[rows]
        if not people.sum():
            return
        rows, share = rows[np.argsort(-people, kind="stable")], people.sum() / self._people.sum()
        text = f"{len(rows)} 个居民点({people_text(float(people.sum()))}，占{_percent(share)})离最近的路超过"
        shown = rows[:SHOWN_ROWS]
        spots = tuple(zip(demand.lon[shown].tolist(), demand.lat[shown].tolist(), strict=True))
        yield Finding(
            "warning" if share > _MANY else "note",
            "demand_far_from_road",
            f"{text}{ACCESS_LIMIT_METRES:g}米",
            tuple(demand.id[shown].tolist()),
            "请导入包含村道的路网",
            why=_WHY_UNREACHED,
            table="demand",
            spots=spots,
        )

    def _standing(self, edge: Ints, main: int) -> Mask:
        component = self._streets.component
        there: Mask = (edge >= 0) & (component[edge] != main)
        return there

    def _spots_of(self, parts: np.ndarray) -> tuple[Spot, ...]:
        """A place on each of the parts."""
        first = np.full(int(self._streets.component.max()) + 1, -1)
        first[self._streets.component[::-1]] = np.arange(len(self._streets))[::-1]
        node = self._streets.tail[first[parts[:SHOWN_ROWS]]]
        return tuple(zip(self._roads.lon[node].tolist(), self._roads.lat[node].tolist(), strict=True))


def _percent(share: float) -> str:
    return f" {share:.1%}" if share >= 0.001 else "不到 0.1%"


def _without_roads(units: Units, roads: Roads) -> Iterator[Finding]:
    """Units that the road network does not reach, at the level of townships or else counties."""
    for level in ("township", "county"):
        rows = np.array([row for row in units.rows_at(level) if units.geometry[row] is not None], dtype=np.intp)
        if not len(rows):
            continue
        bare = rows[~_touched(units, rows, roads)]
        text = f"个{LEVEL_LABELS[level]}单元里一条路也没有"
        remedy = "路网多半只覆盖了区域的一部分，请导入覆盖全区域的路网"
        yield from row_findings(units, bare, "warning", "unit_without_roads", text, remedy, why=_WHY_UNREACHED)
        return


def _touched(units: Units, rows: np.ndarray, roads: Roads) -> np.ndarray:
    """Whether a node of the roads lies in each unit: first by a few nodes, then by all near those left."""
    found = np.zeros(len(rows), dtype=bool)
    for step in (_SAMPLE_STEP, 1):
        open_rows = np.flatnonzero(~found)
        if not len(open_rows):
            break
        outlines = units.geometry[rows[open_rows]]
        shapely.prepare(outlines)
        west, south, east, north = shapely.total_bounds(outlines)
        lon, lat = roads.lon[::step], roads.lat[::step]
        near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        tree = shapely.STRtree(shapely.points(lon[near], lat[near]))
        hit, _ = tree.query(outlines, predicate="intersects")
        found[open_rows[np.unique(hit)]] = True
    return found
