"""An invented region in memory, its scorecard and its reaches; any size, names of one's choosing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely

from layers.finding import Finding
from layers.projection import Metric
from layers.schema import FACILITY_NUMBERS
from layers.tables import Demand, Facilities, Roads, Source, Units
from planner.coverage.reach import Reach, ServiceStandard, UnitReach
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.scorecard import EvidenceRow, Measurement, Scorecard, ScorecardRow

WEST, SOUTH = 123.4, 41.6
CODE = "210112000000"
TOWNSHIP_NAMES = ("东湖街道", "白塔街道", "沈河沿镇", "祝家屯镇", "王滨沟乡", "高坎街道", "深井子街道", "李相镇")
KINDS = ("elderly_care_institution", "subdistrict_elderly_centre", "community_elderly_station", "social_work_station")


@dataclass(frozen=True, eq=False)
class InventedRegion:
    """What a briefing asks a region for."""

    tables: tuple[Units, Facilities, Demand, Roads | None]
    name: str = "浑南区"
    code: str = CODE
    meta: Mapping[str, str] = field(default_factory=lambda: {"invented": "1"})
    given_sources: tuple[Source, ...] = ()
    given_findings: tuple[Finding, ...] = ()

    def units(self) -> Units:
        return self.tables[0]

    def facilities(self) -> Facilities:
        return self.tables[1]

    def demand(self) -> Demand:
        return self.tables[2]

    def roads(self) -> Roads | None:
        return self.tables[3]

    def sources(self) -> tuple[Source, ...]:
        return self.given_sources

    def findings(self) -> tuple[Finding, ...]:
        return self.given_findings

    def metric_crs(self) -> Metric:
        return Metric.of_extent(WEST, SOUTH, WEST + 0.4, SOUTH + 0.3)


def make_region(across: int = 2, inner: int = 2, *, seed: int = 7, suffix: str = "") -> InventedRegion:
    """A county of across x across townships of inner x inner communities; `suffix` is added to every name."""
    random = np.random.default_rng(seed)
    units = _units(across, inner, random, suffix)
    facilities = _facilities(units, random, suffix)
    demand = _demand(units, random, per_community=24)
    sources = (
        Source(
            1,
            "units",
            "township",
            f"乡镇边界{suffix}.geojson",
            "ab" * 32,
            "2026-11-20T09:00:00",
            "2025-12-31",
            f"内部资料{suffix}",
            4,
        ),
        Source(
            2,
            "facilities",
            KINDS[0],
            f"养老机构{suffix}.xlsx",
            "cd" * 32,
            "2026-11-20T09:05:00",
            "",
            "",
            9,
            {"sheet": f"表1{suffix}"},
        ),
    )
    findings = (
        Finding("warning", "outside", f"3 处设施落在区域外{suffix}", (f"A1{suffix}", "A2"), "请核对坐标"),
        Finding("note", "repeated", "28 个要素合并为 16 个乡镇", (), ""),
    )
    network = _roads(across * inner, random, suffix)
    return InventedRegion(
        (units, facilities, demand, network), name=f"浑南区{suffix}", given_sources=sources, given_findings=findings
    )


def _units(across: int, inner: int, random: np.random.Generator, suffix: str) -> Units:
    count = across * inner
    corner_x, corner_y = np.meshgrid(
        np.linspace(WEST, WEST + 0.4, count + 1), np.linspace(SOUTH, SOUTH + 0.3, count + 1)
    )
    wobble = 0.12 / count
    corner_x[1:-1, 1:-1] += random.uniform(-wobble, wobble, (count - 1, count - 1))
    corner_y[1:-1, 1:-1] += random.uniform(-wobble, wobble, (count - 1, count - 1))
    rows: list[tuple[str, str, str, str, str, object]] = []
    inside: dict[str, list[object]] = {}
    for y in range(count):
        for x in range(count):
            number = (y // inner) * across + x // inner
            township = f"210112{number + 1:03d}000"
            code = f"210112{number + 1:03d}{200 + (y % inner) * inner + x % inner:03d}"
            ring = [(corner_x[j, i], corner_y[j, i]) for j, i in ((y, x), (y, x + 1), (y + 1, x + 1), (y + 1, x))]
            shape = shapely.multipolygons([shapely.polygons(ring)])
            inside.setdefault(township, []).append(shape)
            is_urban = number % 2 == 0
            label = f"第{len(rows) + 1}{'社区' if is_urban else '村'}{suffix}"
            rows.append((code, label, "community", township, "城市社区" if is_urban else "农村社区", shape))
    for number, (code, shapes) in enumerate(inside.items()):
        name = TOWNSHIP_NAMES[number % len(TOWNSHIP_NAMES)]
        klass = "街道" if name.endswith("街道") else name[-1]
        rows.append((code, f"{name}{suffix}", "township", CODE, klass, _multi(shapely.union_all(shapes))))
    rows.append((CODE, f"浑南区{suffix}", "county", "", "市辖区", _multi(shapely.union_all([r[5] for r in rows]))))
    rows.sort(key=lambda row: row[0])
    people = np.where([row[2] == "community" for row in rows], random.integers(800, 6000, len(rows)), np.nan)
    geometry = np.array([row[5] for row in rows], dtype=object)
    return Units(
        *(np.array([row[at] for row in rows], dtype=np.str_) for at in (0, 1, 2, 3, 4)),
        np.zeros(len(rows), dtype=bool),
        np.full(len(rows), np.nan),
        {"population": people, "aged_65": people * 0.2},
        geometry,
    )


def _multi(shape: shapely.Geometry) -> shapely.Geometry:
    return shape if shape.geom_type == "MultiPolygon" else shapely.multipolygons([shape])


def _facilities(units: Units, random: np.random.Generator, suffix: str) -> Facilities:
    places, kinds, codes = [], [], []
    for row in units.rows_at("community"):
        if random.random() < 0.7:
            point = units.geometry[row].representative_point()
            places.append((point.x + random.normal(0, 0.002), point.y + random.normal(0, 0.002)))
            chosen = random.choice(len(KINDS), size=1 + int(random.random() < 0.2), replace=False)
            kinds.append(tuple(KINDS[index] for index in chosen))
            codes.append(str(units.code[row]) if random.random() < 0.5 else "")
    count = len(places)
    status = random.choice(["operating", "building", "planned", "closed"], count, p=[0.8, 0.08, 0.06, 0.06])
    lon, lat = np.array(places).T
    lon[0] = lat[0] = np.nan  # one without a place
    beds = np.where(random.random(count) < 0.8, random.integers(10, 300, count), np.nan)
    return Facilities(
        id=np.array([f"F{number:04d}" for number in range(count)]),
        name=np.array([f"第{number + 1}号服务点{suffix}" for number in range(count)]),
        kinds=tuple(kinds),
        unit_code=np.array(codes),
        status=status,
        lon=lon,
        lat=lat,
        numbers={column: np.full(count, np.nan) for column in FACILITY_NUMBERS} | {"beds": beds},
        texts={"address": np.array([f"长青路{number + 1}号{suffix}" for number in range(count)])},
        attributes=tuple({} for _ in range(count)),
    )


def _demand(units: Units, random: np.random.Generator, per_community: int) -> Demand:
    lon, lat, code, weight = [], [], [], []
    for row in units.rows_at("community"):
        west, south, east, north = units.geometry[row].bounds
        lon += random.uniform(west, east, per_community).tolist()
        lat += random.uniform(south, north, per_community).tolist()
        code += [str(units.code[row])] * per_community
        weight += [float(units.population["aged_65"][row]) / per_community] * per_community
    ids = np.array([f"D{number}" for number in range(len(lon))])
    return Demand(ids, np.array(code), np.array(lon), np.array(lat), {"aged_65": np.array(weight)})


def _roads(count: int, random: np.random.Generator, suffix: str) -> Roads:
    """A lattice of main and minor roads."""
    side = 4 * count + 1
    x, y = np.meshgrid(np.linspace(WEST, WEST + 0.4, side), np.linspace(SOUTH, SOUTH + 0.3, side))
    x, y = x + random.normal(0, 0.0004, x.shape), y + random.normal(0, 0.0004, y.shape)
    node = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([node[:, :-1].ravel(), node[:-1, :].ravel()])
    head = np.concatenate([node[:, 1:].ravel(), node[1:, :].ravel()])
    way = np.concatenate([np.repeat(np.arange(side), side - 1), np.tile(side + np.arange(side), side - 1)])
    classes = np.array(
        [("primary", "residential", "tertiary", "residential")[row % side % 4] for row in range(2 * side)]
    )
    return Roads(
        lon=x.ravel(),
        lat=y.ravel(),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        way=way.astype(np.int32),
        access=np.full(len(tail), 7, dtype=np.uint8),
        oneway=np.zeros(len(tail), dtype=np.int8),
        way_name=np.array([f"{row}号路{suffix}" for row in range(2 * side)]),
        way_class=classes,
        way_maxspeed_kmh=np.full(2 * side, np.nan),
    )


def make_plan(suffix: str = "") -> Plan:
    """A plan of four indicators: two of units, one of people, one by hand."""
    indicators = (
        _indicator("a", f"街道综合养老服务机构覆盖率{suffix}", "units_served", (KINDS[1],), "township", 60.0, "60"),
        _indicator("b", f"社区养老服务站覆盖率{suffix}", "units_served", (KINDS[2],), "community", 100.0, "100"),
        _indicator("c", f"十五分钟养老服务圈人口覆盖率{suffix}", "share_reached", (KINDS[0],), "", 90.0, ">90"),
        _indicator("d", f"城乡低保标准年度增速{suffix}", "growth", (), "", None, "不低于省定指标要求"),
    )
    return Plan(
        "dandong", f"丹东市民政事业发展第十四个五年规划{suffix}", "征求意见稿", "210600000000", "", 2025, indicators
    )


def _indicator(
    key: str, name: str, measure: str, kinds: tuple[str, ...], level: str, value: float | None, printed: str
) -> Indicator:
    comparator = "text" if value is None else ">="
    data = "map" if kinds else "manual"
    return Indicator(
        key, name, kinds, level, (), measure, "", comparator, value, "%", None, None, 2025, "预期性", data, "专栏1",
        72, printed, "分母为全部单元",
    )  # type: ignore[arg-type]  # fmt: skip


def make_scorecard(region: InventedRegion, plan: Plan, reaches: tuple[Reach, ...] = ()) -> Scorecard:
    """The plan held against the region, counted plainly."""
    rows = tuple(_row(region, indicator, reaches) for indicator in plan.indicators)
    return Scorecard(plan, region.name, region.code, 2025, rows, ("示例核对：分母之和与全区一致",))


def measure(region: InventedRegion, indicator: Indicator, reaches: tuple[Reach, ...] = ()) -> Measurement:
    """What is counted for an indicator."""
    return _row(region, indicator, reaches).measurement


def _row(region: InventedRegion, indicator: Indicator, reaches: tuple[Reach, ...]) -> ScorecardRow:
    if indicator.measure == "units_served":
        return _units_served(region, indicator)
    if indicator.measure == "share_reached" and reaches:
        return _share_reached(indicator, reaches[0])
    measured = Measurement(None, None, None, None, None, ("没有填报 2025 年数值",))
    return ScorecardRow(indicator, measured, "unknown", None, "")


def _share_reached(indicator: Indicator, reach: Reach) -> ScorecardRow:
    value, target = reach.share * 100, indicator.value or 0.0
    evidence = tuple(
        EvidenceRow(unit.code, unit.name, unit.reached == unit.total, "", (), unit.reached, unit.total)
        for unit in reach.units
        if unit.level == "community"
    )
    method = "沿路网，老年人步行0.9米/秒"
    measured = Measurement(value, value, value, reach.reached, reach.total, rows=evidence, method=method)
    return ScorecardRow(
        indicator, measured, "met" if value >= target else "not_met", max(target - value, 0), "个百分点", target
    )


def _units_served(region: InventedRegion, indicator: Indicator) -> ScorecardRow:
    units, facilities = region.units(), region.facilities()
    operating = facilities.rows_of(indicator.kinds[0])
    points = shapely.points(facilities.lon[operating], facilities.lat[operating])
    evidence = []
    for row in units.rows_at(indicator.unit_level):
        inside = operating[shapely.contains(units.geometry[row], points)]
        ids = tuple(str(facilities.id[index]) for index in inside)
        reason = "" if ids else "无该类设施"
        evidence.append(EvidenceRow(str(units.code[row]), str(units.name[row]), bool(ids), reason, ids))
    counted = sum(row.counted for row in evidence)
    value = 100 * counted / len(evidence)
    met = value >= (indicator.value or 0)
    lacking = 0 if met else int(np.ceil((indicator.value or 0) / 100 * len(evidence))) - counted
    noun = "个乡镇(街道)" if indicator.unit_level == "township" else "个社区(村)"
    measured = Measurement(
        value, value, value, float(counted), float(len(evidence)), (), tuple(evidence),
        "至少有一处运营中设施的单元数，除以单元总数", ("乡镇边界.geojson", "养老机构.xlsx"),
    )  # fmt: skip
    return ScorecardRow(indicator, measured, "met" if met else "not_met", float(lacking), noun, indicator.value)


def make_reach(region: InventedRegion, kind: str = KINDS[0], minutes: float = 15.0, mode: str = "elderly") -> Reach:
    """Straight minutes at 0.9 m/s to the nearest operating facility; a strip in the north has no way."""
    units, facilities, demand, metric = region.units(), region.facilities(), region.demand(), region.metric_crs()
    rows = facilities.rows_of(kind)
    rows = rows[np.isfinite(facilities.lon[rows])]
    x, y = metric.forward(demand.lon, demand.lat)
    to_x, to_y = metric.forward(facilities.lon[rows], facilities.lat[rows])
    metres = np.hypot(x[:, None] - to_x, y[:, None] - to_y)
    impedance = metres.min(axis=1) / 0.9 / 60 if len(rows) else np.full(len(x), np.inf)
    reason = np.zeros(len(x), dtype=np.uint8)
    severed = demand.lat > SOUTH + 0.29
    impedance[severed], reason[severed] = np.inf, 1
    weight, mask = demand.weight["aged_65"], impedance <= minutes
    parts = tuple(_unit_reach(units, int(row), demand, weight, mask, impedance) for row in range(len(units)))
    total, reached = float(weight.sum()), float(weight[mask].sum())
    unreachable = float(weight[~np.isfinite(impedance)].sum())
    return Reach(
        kind, ServiceStandard(minutes, "minutes", mode), "aged_65", total, reached, unreachable, reached / total, parts,
        demand.id, demand.lon, demand.lat, weight, impedance, reason, mask, rows, {1: unreachable},
        (f"各社区之和 {total:,.0f} 人 = 全区 {total:,.0f} 人",), ("路网缺少北部一条路",),
    )  # fmt: skip


def _unit_reach(
    units: Units, row: int, demand: Demand, weight: np.ndarray, mask: np.ndarray, impedance: np.ndarray
) -> UnitReach:
    prefix = str(units.code[row])[: {"county": 6, "township": 9, "community": 12}[str(units.level[row])]]
    inside = np.char.startswith(demand.unit_code, prefix)
    total, reached = float(weight[inside].sum()), float(weight[inside & mask].sum())
    lost = float(weight[inside & ~np.isfinite(impedance)].sum())
    share = reached / total if total else float("nan")
    return UnitReach(str(units.code[row]), str(units.name[row]), str(units.level[row]), total, reached, lost, share)


def make_circles(region: InventedRegion) -> dict[str, list[shapely.Geometry]]:
    """Round circles about the operating institutions."""
    facilities = region.facilities()
    rows = facilities.rows_of(KINDS[0])
    points = [
        shapely.Point(facilities.lon[row], facilities.lat[row]) for row in rows if np.isfinite(facilities.lon[row])
    ]
    return {KINDS[0]: [point.buffer(0.009) for point in points]}
