"""Everything a briefing shows, read once, so that page, workbook and map cannot differ."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np
import shapely

from layers.finding import Finding
from layers.projection import Metric
from layers.schema import GROUPS
from layers.tables import Demand, Facilities, Roads, Source, Units
from planner.briefing import figures
from planner.briefing.extras import Extras
from planner.checking.checking import check_region
from planner.coverage.placement import Placement, place_facilities
from planner.coverage.reach import Reach, ServiceStandard
from planner.plans.indicator import Indicator
from planner.plans.kinds import JOINT, Kind, kind_label, load_kinds
from planner.plans.plan import Plan
from planner.plans.scorecard import EvidenceRow, Scorecard, ScorecardRow
from planner.travel.modes import load_modes

INVENTED = "示例数据 · 虚构"
INTERNAL = "内部工作用图　不得公开"
WHOLE_CHINA_DEGREES = (73.0, 3.0, 136.0, 54.0)


class RegionData(Protocol):
    """What a briefing needs of a region."""

    @property
    def name(self) -> str:
        """The printed name of the region."""

    @property
    def code(self) -> str:
        """Its 12-digit code."""

    @property
    def meta(self) -> Mapping[str, str]:
        """`invented` is "1" for a made-up sample; `map_review_number` is the 审图号."""

    def units(self) -> Units:
        """All administrative units."""

    def facilities(self) -> Facilities:
        """All facilities of every status."""

    def demand(self) -> Demand:
        """All demand points."""

    def roads(self) -> Roads | None:
        """The road network, None where there is none."""

    def sources(self) -> tuple[Source, ...]:
        """What was imported."""

    def findings(self) -> tuple[Finding, ...]:
        """What the imports found."""

    def metric_crs(self) -> Metric:
        """The metres the region is measured in."""


@dataclass(frozen=True, eq=False)
class Contents:
    """A region, a plan held against it, and who is reached.

    Attributes:
        invented: the region is a made-up sample, which must be said wherever it is shown.
        review_number: 审图号, "" where the map was never reviewed.
        circles: service circles by kind, shapely polygons in degrees.
        made_on: ISO date.
        software: name and version of the program.
        extras: what stands beside the scorecard.
    """

    region_name: str
    region_code: str
    invented: bool
    review_number: str
    plan: Plan
    scorecard: Scorecard
    reaches: tuple[Reach, ...]
    circles: Mapping[str, Sequence[shapely.Geometry]]
    units: Units
    facilities: Facilities
    demand_points: int
    roads: Roads | None
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    metric: Metric
    made_on: str
    software: str
    extras: Extras

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Facility kinds by code."""
        return load_kinds()

    def kind_label(self, joint: str) -> str:
        """The Chinese name of a kind, or of several that serve alike; a code that nobody named stays."""
        return kind_label(tuple(joint.split(JOINT)), self.kinds)

    @cached_property
    def placement(self) -> Placement:
        """Which unit each facility counts for."""
        return place_facilities(self.units, self.facilities)

    def township_name(self, row: int) -> str:
        """The unit above a community, "" for units that stand alone in a list."""
        units = self.units
        if row < 0 or units.level[row] != "community":
            return ""
        parent = units.row_of.get(str(units.parent[row]), -1)
        return figures.plain(units.name[parent]) if parent >= 0 else ""

    def place_label(self, row: int) -> str:
        """A township, with its county where the region has several; "" for none."""
        units = self.units
        if row < 0:
            return ""
        county = units.row_of.get(str(units.parent[row]), -1) if len(units.rows_at("county")) > 1 else -1
        return "·".join(figures.plain(units.name[each]) for each in (county, row) if each >= 0)

    def unit_label(self, row: int) -> str:
        """A unit with the unit above it: 东湖街道·长青社区; "" for none."""
        if row < 0:
            return ""
        return "·".join(part for part in (self.township_name(row), figures.plain(self.units.name[row])) if part)

    def reaches_of(self, indicator: Indicator) -> list[int]:
        """Which reaches belong to an indicator of people: those of its kinds and its standard."""
        if indicator.measure != "share_reached":
            return []
        asked = ServiceStandard(indicator.limit or 0.0, indicator.measured_in, indicator.mode)
        kinds = set(indicator.kinds)
        return [
            index
            for index, reach in enumerate(self.reaches)
            if kinds & set(reach.kind.split(JOINT)) and (indicator.limit is None or reach.standard == asked)
        ]


def read_contents(
    region: RegionData,
    plan: Plan,
    scorecard: Scorecard,
    reaches: Sequence[Reach],
    circles: Mapping[str, Sequence[shapely.Geometry]],
    made_on: str,
    software: str,
    extras: Extras | None = None,
) -> Contents:
    """Read what the briefing needs from the region, each table once."""
    return Contents(
        region_name=region.name,
        region_code=region.code,
        invented=region.meta.get("invented") == "1",
        review_number=region.meta.get("map_review_number", ""),
        plan=plan,
        scorecard=scorecard,
        reaches=tuple(reaches),
        circles=circles,
        units=region.units(),
        facilities=region.facilities(),
        demand_points=len(region.demand()),
        roads=region.roads(),
        sources=region.sources(),
        findings=check_region(region, today=date.fromisoformat(made_on)),
        metric=region.metric_crs(),
        made_on=made_on,
        software=software,
        extras=extras or Extras(),
    )


def short_plan_name(plan: Plan) -> str:
    """A plan's name for a file: 丹东市民政事业发展第十四个五年规划 becomes 丹东规划."""
    place = re.split(r"民政|养老|殡葬|社会|城乡|第|[^一-鿿]", plan.name, maxsplit=1)[0]
    place = re.sub(r"(?<=..)(自治[区州县]|[省市州盟县区旗])$", "", place)
    return f"{place}规划" if place and len(place) <= 10 and "规划" not in place else plan.name


def standard_label(standard: ServiceStandard) -> str:
    """A standard in words: 步行(老年人)15分钟以内."""
    unit = "分钟" if standard.measured_in == "minutes" else "米"
    return f"{mode_label(standard.mode)}{standard.limit:g}{unit}以内"


def mode_label(mode: str) -> str:
    """The Chinese name of a way to travel."""
    modes = load_modes()
    return modes[mode].label if mode in modes else mode


def reach_label(contents: Contents, reach: Reach) -> str:
    """Whose way to what: 养老机构 · 老年人步行15分钟以内."""
    return f"{contents.kind_label(reach.kind)} · {standard_label(reach.standard)}"


def group_label(group: str) -> str:
    """The Chinese name of a group of people."""
    return GROUPS.get(group, group)


def without(row: ScorecardRow) -> list[EvidenceRow]:
    """The rows behind a figure that do not count."""
    return [evidence for evidence in row.measurement.rows if not evidence.counted]


def bounds_degrees(contents: Contents) -> tuple[float, float, float, float]:
    """West, south, east, north of everything that has a place."""
    shapes = [shape for shape in contents.units.geometry if shape is not None]
    parts = [np.asarray(shapely.bounds(np.array(shapes, dtype=object)))] if shapes else []
    if not parts:
        parts = [_point_bounds(contents)]
    every = np.vstack(parts)
    every = every[np.isfinite(every).all(axis=1)]
    if not len(every):
        return WHOLE_CHINA_DEGREES
    west, south = every[:, :2].min(axis=0)
    east, north = every[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _point_bounds(contents: Contents) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    lon = np.concatenate([contents.facilities.lon, *(reach.lon for reach in contents.reaches)])
    lat = np.concatenate([contents.facilities.lat, *(reach.lat for reach in contents.reaches)])
    return np.column_stack([lon, lat, lon, lat])
