"""The share of people whose way to the nearest facility is within the standard."""

from dataclasses import replace

import numpy as np

from layers.errors import UserError
from layers.feedback import Feedback, Silent
from planner.coverage.demand_points import demand_points
from planner.coverage.hierarchy import Rows
from planner.coverage.placement import place_listed
from planner.coverage.reach import Reach, ServiceStandard
from planner.coverage.reach_summary import Asked, summarise
from planner.coverage.region_tables import RegionTables
from planner.coverage.stock import Stock
from planner.coverage.wording import listed
from planner.plans.kinds import kind_codes
from planner.travel.modes import STRAIGHT, Mode, load_modes
from planner.travel.snapping import Snapped
from planner.travel.straight import StraightLine
from planner.travel.streets import Streets

Ways = Streets | StraightLine


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
    told.progress(0.0, "正在读取区域")
    stock = stock or Stock.of(region)
    serving, unplaced = _serving(stock, kind)
    points = demand_points(region.demand(), stock.hierarchy, group)
    told.progress(0.2, "正在准备路网")
    ways = ways_of(region, standard.mode) if streets is None else streets
    told.progress(0.5, "正在计算路程")
    snapped = ways.snap(stock.facilities.lon[serving], stock.facilities.lat[serving])
    way = ways.minutes_to_nearest(ways.snap(points.lon, points.lat), snapped, measured_in=standard.measured_in)
    told.progress(0.9, "正在汇总")
    notes = (*_way_notes(ways), *_outside_note(stock, kind), *_off_road(stock, serving, snapped))
    placement = place_listed(stock.units, points.unit_code, points.lon, points.lat)
    return summarise(Asked(kind, standard, group), points, placement, way, serving, notes, unplaced)


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
    return (
        f"{len(outside)} 处设施在区域范围之外，走得到也算覆盖，但不计入本区域的设施数：{listed(stock.names(outside))}",
    )


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
    return (f"{int(off.sum())} 处设施附近没有道路，走不到：{listed(stock.names(serving[off]))}",)
