"""The share of people whose way to the nearest facility is within the standard."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from layers.errors import UserError
from layers.feedback import Feedback, Silent
from layers.spreads import SPREAD_LABELS
from layers.tables import Demand, Roads
from planner.coverage.demand_points import DemandPoints, demand_points
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.placement import Placement, place_listed
from planner.coverage.reach import Reach, ServiceStandard
from planner.coverage.reach_summary import Asked, summarise
from planner.coverage.region_tables import RegionTables
from planner.coverage.spreading_bounds import possible_places
from planner.coverage.standard import within
from planner.coverage.stock import Stock
from planner.plans.kinds import kind_codes
from planner.travel.impedance import Impedance
from planner.travel.modes import STRAIGHT, Mode, load_modes
from planner.travel.snapping import Snapped
from planner.travel.straight import StraightLine
from planner.travel.streets import Streets

Ways = Streets | StraightLine
GUESSED = ("roads", "even")
"""Ways of spreading totals that know nothing of where people live: only the unit is known, as without them."""


@dataclass(frozen=True, eq=False)
class Nearest:
    """The way of every demand point of a region to the nearest facility.

    Attributes:
        placement: of the demand points, all of them.
        way: to the nearest of `serving`, per demand point.
        serving: rows of the facilities that served.
        unplaced: names of the facilities without a place, which served nobody.
        notes: what a reader must know.
        bounds: per demand point, whether it is reached wherever in its unit its people live, and whether anywhere;
            None where they live at the point.
    """

    asked: Asked
    points: DemandPoints
    placement: Placement
    way: Impedance
    serving: Rows
    unplaced: tuple[str, ...]
    notes: tuple[str, ...]
    bounds: tuple[Mask, Mask] | None = None

    @property
    def counted(self) -> Mask:
        """The demand points that stand in the arrays of `reach`: inside, and with a number of people."""
        return np.isfinite(self.points.weight) & ~self.placement.outside

    @cached_property
    def reach(self) -> Reach:
        """Who is reached, in the region and in every unit of it."""
        return summarise(
            self.asked, self.points, self.placement, self.way, self.serving, self.notes, self.unplaced, self.bounds
        )


class Reaches:
    """The ways that are asked for in one region, each worked out once.

    Roads, demand points and what was asked before are kept as long as this object.
    """

    def __init__(self, region: RegionTables, stock: Stock, ways: dict[str, Ways] | None = None) -> None:
        """Prepare for the questions.

        Args:
            ways: roads by id of the travel mode, where the caller has some ready; new ones are put there.
        """
        self.stock = stock
        self._region = region
        self._ways = {} if ways is None else ways
        self._points: dict[str, tuple[DemandPoints, Placement]] = {}
        self._found: dict[tuple[str, ServiceStandard, str], Nearest] = {}

    def nearest(self, kind: str, standard: ServiceStandard, group: str, feedback: Feedback | None = None) -> Nearest:
        """The way of the people of a group to the nearest operating facility of a kind; see `reach_region`."""
        question = (kind, standard, group)
        if question not in self._found:
            self._found[question] = self._work_out(kind, standard, group, feedback or Silent())
        return self._found[question]

    def _work_out(self, kind: str, standard: ServiceStandard, group: str, told: Feedback) -> Nearest:
        told.progress(0.0, "正在读取区域")
        stock = self.stock
        serving, unplaced = _serving(stock, kind)
        points, placement = self._people(group)
        told.progress(0.2, "正在准备路网")
        ways = self._ways_of(standard.mode)
        told.progress(0.5, "正在计算路程")
        snapped = ways.snap(stock.facilities.lon[serving], stock.facilities.lat[serving])
        way = ways.minutes_to_nearest(ways.snap(points.lon, points.lat), snapped, measured_in=standard.measured_in)
        notes = (*_way_notes(ways), *_outside_note(stock, kind), *_off_road(stock, serving, snapped))
        guessed = points.whole_units or _spread_by(self._region) in GUESSED
        bounds = self._bounds(points, way, ways, snapped, standard, serving) if guessed else None
        return Nearest(Asked(kind, standard, group), points, placement, way, serving, unplaced, notes, bounds)

    def _bounds(
        self,
        points: DemandPoints,
        way: Impedance,
        ways: Ways,
        facilities: Snapped,
        standard: ServiceStandard,
        serving: Rows,
    ) -> tuple[Mask, Mask]:
        """Per demand point that stands for a unit: whether all of the unit is within reach, whether any of it is.

        Several points of one unit, where its total was spread over it, stand for it together.
        """
        stock = self.stock
        where = stock.facilities.lon[serving], stock.facilities.lat[serving]
        codes, unit = np.unique(points.unit_code, return_inverse=True)
        places = possible_places(stock.units, codes, self._roads, where, self._region.metric_crs())
        found = ways.minutes_to_nearest(
            ways.snap(places.lon, places.lat), facilities, standard.limit, measured_in=standard.measured_in
        )
        reached = within(way.impedance, standard.limit)
        some = np.bincount(unit, weights=reached, minlength=len(codes))
        all_reached = some == np.bincount(unit, minlength=len(codes))
        anywhere = within(found.impedance, standard.limit)
        return places.bounds(anywhere, all_reached)[0][unit], places.bounds(anywhere, some > 0)[1][unit]

    @cached_property
    def _roads(self) -> Roads | None:
        return self._region.roads()

    def _people(self, group: str) -> tuple[DemandPoints, Placement]:
        if group not in self._points:
            points = demand_points(self._demand, self.stock.hierarchy, group)
            points = replace(points, notes=(*points.notes, *_spread_note(self._region)))
            place = self._demand_placement if len(self._demand) else _placed(self.stock, points)
            self._points[group] = (points, place)
        return self._points[group]

    @cached_property
    def _demand(self) -> Demand:
        return self._region.demand()

    @cached_property
    def _demand_placement(self) -> Placement:
        return _placed(self.stock, self._demand)

    def _ways_of(self, mode: str) -> Ways:
        if mode not in self._ways:
            self._ways[mode] = ways_of(self._region, mode)
        return self._ways[mode]


def reach_region(
    region: RegionTables,
    kind: str,
    standard: ServiceStandard,
    group: str,
    feedback: Feedback | None = None,
    streets: Ways | None = None,
    *,
    stock: Stock | None = None,
) -> Reach:
    """Who reaches the nearest operating facility of a kind within a standard.

    Args:
        kind: a kind's code; several that serve alike are joined: `public_cemetery+columbarium`.
        group: whose weight, see `layers.schema.GROUPS`.
        streets: the roads of the standard's mode, where the caller has them ready.
        stock: the facilities of the region, where the caller has them ready.

    Raises:
        UserError: unknown kind, mode or group; no list of the kind was ever imported; no people, no place.
        Cancelled: the caller no longer wants the result.
    """
    told = feedback or Silent()
    ways = {} if streets is None else {standard.mode: streets}
    reaches = Reaches(region, stock or Stock.of(region), ways)
    nearest = reaches.nearest(kind, standard, group, told)
    told.progress(0.9, "正在汇总")
    return nearest.reach


def _spread_by(region: RegionTables) -> str:
    """By what totals of units were spread over demand points, "" where these were given."""
    return next((one.options.get("spread", "") for one in reversed(region.sources()) if one.role == "demand"), "")


def _spread_note(region: RegionTables) -> tuple[str, ...]:
    """How the demand points were made from totals, where they were."""
    spread = _spread_by(region)
    return (
        (f"人口点由各单元的总数{SPREAD_LABELS[spread]}得到，单元内部的分布是推算的",) if spread in SPREAD_LABELS else ()
    )


def _placed(stock: Stock, points: DemandPoints | Demand) -> Placement:
    return place_listed(stock.units, points.unit_code, points.lon, points.lat)


def _serving(stock: Stock, kind: str) -> tuple[Rows, tuple[str, ...]]:
    """Rows of the facilities people may go to, and the names of those without a place."""
    codes = kind_codes(kind, stock.kinds)
    if unlisted := stock.missing_lists(codes):
        raise UserError("、".join(unlisted), remedy="没有清单就不知道有没有设施，请先导入该类设施")
    rows = np.union1d(stock.rows(codes), stock.outside(codes))  # people do not stop at the border
    placed = np.isfinite(stock.facilities.lon[rows]) & np.isfinite(stock.facilities.lat[rows])
    return rows[placed], tuple(stock.names(rows[~placed]))


def _outside_note(stock: Stock, kind: str) -> tuple[str, ...]:
    outside = stock.outside(kind_codes(kind, stock.kinds))
    if not len(outside):
        return ()
    return (f"{len(outside)} 处设施在区域范围之外，走得到也算覆盖，但不计入本区域的设施数：{stock.name_some(outside)}",)


def ways_of(region: RegionTables, mode_id: str) -> Ways:
    """The roads of a mode of travel; where the region has none, the declared straight line. Takes its time: keep it.

    Raises:
        UserError: there is no such mode, or nothing in the region has a place.
    """
    modes = load_modes()
    if mode_id not in modes:
        known = "、".join(f"{mode.id}({mode.label})" for mode in modes.values())
        raise UserError(f"没有出行方式“{mode_id}”", remedy=f"可用的方式：{known}")
    mode = modes[mode_id]
    roads = None if mode.is_straight else region.roads()
    if roads is not None:
        return Streets.build(roads, region.metric_crs(), mode)
    return StraightLine(region.metric_crs(), _straight(mode, modes[STRAIGHT]))


def _straight(mode: Mode, straight: Mode) -> Mode:
    """The mode at its own speed along the straight line, lengthened by the general detour factor."""
    return mode if mode.is_straight else replace(mode, detour_factor=straight.detour_factor)


def _way_notes(ways: Ways) -> tuple[str, ...]:
    if isinstance(ways, StraightLine):
        cause = "" if ways.mode.is_straight else "没有路网数据："
        return (f"{cause}{ways.note}，速度 {ways.mode.metres_per_second:g} 米/秒",)
    return () if len(ways) else (f"路网里没有可供{ways.mode.label}的道路",)


def _off_road(stock: Stock, serving: Rows, snapped: Snapped) -> tuple[str, ...]:
    off = snapped.edge < 0
    if not off.any():
        return ()
    return (f"{int(off.sum())} 处设施附近没有道路，走不到：{stock.name_some(serving[off])}",)
