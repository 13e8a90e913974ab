"""Demand points: of a point table, a layer, a population grid, or spread from the totals of units."""

from dataclasses import replace

import numpy as np
import shapely

from layers.datum import to_wgs84
from layers.decisions import Choice, Decision
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import GridPoints
from layers.importing.options import SPREADS, ImportOptions
from layers.importing.people.demand_points import DemandRead, preview_of, read_points
from layers.importing.people.demand_totals import totals_of
from layers.importing.people.ground import Ground, nowhere, of_polygons, of_roads
from layers.importing.people.long_tables import widened
from layers.importing.people.spread_units import covered
from layers.importing.people.spreading import Spread, spread
from layers.importing.surroundings import Surroundings
from layers.importing.table import columns
from layers.importing.understood import Understood
from layers.location import locate
from layers.projection import Metric
from layers.schema import GROUPS
from layers.spreads import SPREAD_LABELS
from layers.tables import Demand, Units

__all__ = ["DemandRead", "demand_of_grid", "read_demand", "spread_region"]

_FACTORS = (0.5, 2.0)


def read_demand(understood: Understood, around: Surroundings) -> DemandRead:
    """Demand points of a source.

    Points with people are taken as they are; people by unit are spread over the region's roads, or evenly; polygons
    without people (buildings, residential land) are what the totals of the region's units are spread over.

    Raises:
        UserError: there are neither people nor polygons, or nothing usable is left.
    """
    findings: list[Finding] = []
    understood = widened(understood, "demand", findings)
    groups = [group for group in GROUPS if group in understood.header]
    if not groups and _is_ground(understood):
        return _over_polygons(understood, around, findings)
    columns.require(
        groups[0] if groups else "population", "人口", understood.header, understood.features.columns, understood.where
    )
    if not understood.placed.any() and ("unit" in understood.header or "name" in understood.header):
        return _of_units(understood, around, findings)
    return read_points(understood, groups, around, findings)


def spread_region(around: Surroundings, method: str) -> DemandRead:
    """The totals of the region's units as points, without any file.

    Args:
        method: "roads" or "even".

    Raises:
        UserError: no unit has both people and an outline; or there are no roads.
    """
    ground = _ground(around, method, _metric(around.units))
    return _spread(around.units, ground, [], around)


def demand_of_grid(grid: GridPoints, options: ImportOptions, around: Surroundings) -> DemandRead:
    """One demand point per inhabited cell, at its centre; cells outside the region are left out.

    Where units have totals of their own, the cells of each are scaled to them.
    """
    lon, lat = to_wgs84(grid.lon, grid.lat, options.datum or "wgs84")
    findings = list(grid.notes)
    units = around.units
    located = locate(units, lon, lat)
    inside = located >= 0 if covered(units) else np.ones(len(lon), dtype=bool)
    if not inside.any():
        raise UserError("人口栅格没有一格在本区域内", remedy="请检查栅格的范围和坐标系,或先导入本区域的边界")
    if not inside.all():
        people = float(grid.value[~inside].sum())
        message = f"{int((~inside).sum())} 格({people:,.0f} 人)在区域范围之外,没有导入"
        findings.append(Finding("note", "grid_outside", message))
    ground = Ground("grid", lon[inside], lat[inside], grid.value[inside])
    if any(np.isfinite(values).any() for values in units.population.values()):
        return _spread(_with_rest(units, ground), ground, findings, around)
    demand = Demand(
        id=np.arange(1, len(ground) + 1).astype(np.str_),
        unit_code=np.full(len(ground), "", dtype="U12"),
        lon=ground.lon,
        lat=ground.lat,
        weight={"population": ground.weight},
    )
    return DemandRead(demand, int((~inside).sum()), findings, (), preview_of(demand))


def _with_rest(units: Units, ground: Ground) -> Units:
    """The units; where none has a population, the finest outlined ones have that of the grid's cells in them."""
    people = units.population.get("population", np.full(len(units), np.nan))
    if np.isfinite(people).any():
        return units
    at = locate(units, ground.lon, ground.lat)
    own = np.bincount(at[at >= 0], ground.weight[at >= 0], len(units))
    return replace(units, population={**units.population, "population": np.where(own > 0, own, np.nan)})


def _is_ground(understood: Understood) -> bool:
    geometry = understood.features.geometry
    return geometry is not None and bool(np.isin(shapely.get_type_id(geometry), (3, 6)).any())


def _over_polygons(understood: Understood, around: Surroundings, findings: list[Finding]) -> DemandRead:
    asked = understood.options.spread
    ground = of_polygons(understood, _metric(around.units), asked if asked in ("buildings", "residential") else "")
    return _spread(around.units, ground, findings, around, given=bool(asked))


def _of_units(understood: Understood, around: Surroundings, findings: list[Finding]) -> DemandRead:
    """People by unit, without places: spread."""
    totals, matches, skipped = totals_of(understood, around, findings)
    asked = understood.options.spread
    if asked in ("buildings", "residential"):
        raise UserError(
            "这张表只有各单元的人数,没有房屋或居住用地",
            where=understood.where,
            remedy="请把人数作为行政单元导入,再导入房屋或居住用地图层",
            option="--spread roads 或 --spread even",
        )
    method = asked or ("roads" if around.roads is not None else "even")
    ground = _ground(around, method, _metric(totals))
    read = _spread(totals, ground, findings, around, given=bool(asked))
    return replace(read, matches=matches, skipped=read.skipped + skipped)


def _ground(around: Surroundings, method: str, metric: Metric) -> Ground:
    if method != "roads":
        return nowhere()
    if around.roads is None:
        raise UserError(
            "区域里还没有路网,不能按路网分摊人口", remedy="请先导入路网,或选平均分摊", option="--spread even"
        )
    return of_roads(around.roads, metric)


def _metric(units: Units) -> Metric:
    shapes = [shape for shape in units.geometry if shape is not None]
    if not shapes:
        raise UserError("区域里还没有行政单元的边界,人口不知道分摊到哪里", remedy="请先导入行政单元的边界")
    return Metric.of_extent(*shapely.total_bounds(shapes))


def _spread(
    units: Units, ground: Ground, findings: list[Finding], around: Surroundings, *, given: bool = False
) -> DemandRead:
    metric = _metric(units)
    done = spread(units, ground, metric)
    if not len(done.demand):
        raise UserError("没有一个行政单元同时有边界和人口,人口不知道分摊到哪里", remedy="请先导入各单元的人口")
    _tell(units, ground, done, findings)
    chosen = Choice(
        ground.method, SPREAD_LABELS[ground.method], f"{len(done.demand)} 个点,各单元合计等于单元自己的总数"
    )
    others = tuple(
        Choice(one, SPREAD_LABELS[one])
        for one in SPREADS
        if one != ground.method and (one == "even" or (one == "roads" and around.roads is not None))
    )
    decision = Decision("spread", "人口分摊", chosen, given=given, others=others)
    return DemandRead(
        done.demand, len(done.outside), findings, (decision,), preview_of(done.demand), spread=ground.method
    )


def _tell(units: Units, ground: Ground, done: Spread, findings: list[Finding]) -> None:
    """How people were spread, and where it could not be done as said."""
    label = SPREAD_LABELS[ground.method]
    message = f"人口点由各单元的总数{label}得到({len(done.demand):,} 个点),每个单元各点之和等于它自己的总数"
    why = "单元内部谁住在哪里是推算的,覆盖率随分摊办法变化"
    findings.append(Finding("note", "demand_spread", message, why=why))
    if len(done.even) and len(ground):
        names = tuple(units.code[done.even[:50]].tolist())
        text = f"{len(done.even)} 个单元里没有可分摊的地方,改为在单元内平均分摊:{_names(units, done.even)}"
        findings.append(Finding("warning", "spread_evenly", text, names, "请检查图层是否缺了这些地方", table="units"))
    if len(done.homeless):
        names = tuple(units.code[done.homeless[:50]].tolist())
        text = f"{len(done.homeless)} 个单元有人口而没有边界,人口没有分摊:{_names(units, done.homeless)}"
        findings.append(
            Finding("warning", "people_without_outline", text, names, "请导入这些单元的边界", table="units")
        )
    if len(done.outside):
        text = f"{len(done.outside)} 处不在任何有人口的单元里,没有用上"
        findings.append(Finding("note", "ground_outside", text))
    if ground.method == "grid" and done.factor:
        _tell_factors(units, done, findings)


def _tell_factors(units: Units, done: Spread, findings: list[Finding]) -> None:
    low, high = _FACTORS
    rows = sorted(done.factor, key=lambda row: abs(np.log(max(done.factor[row], 1e-9))), reverse=True)
    told = tuple(f"{units.name[row]} ×{done.factor[row]:.2f}" for row in rows[:50])
    message = f"{len(rows)} 个单元的格子已按单元自己的常住人口缩放,倍数 {min(done.factor.values()):.2f}"
    findings.append(Finding("note", "grid_scaled", f"{message}—{max(done.factor.values()):.2f}", told))
    odd = [row for row in rows if not low <= done.factor[row] <= high]
    if odd:
        codes = tuple(units.code[odd[:50]].tolist())
        text = f"{len(odd)} 个单元的栅格人口与自己的总数相差一倍以上:{_names(units, np.array(odd))}"
        remedy = "请核对单元的人口数、边界和栅格的年份"
        findings.append(Finding("warning", "grid_disagrees", text, codes, remedy, table="units"))


def _names(units: Units, rows: np.ndarray) -> str:
    names = "、".join(str(name) for name in units.name[rows[:3]])
    return f"{names}等" if len(rows) > 3 else names
