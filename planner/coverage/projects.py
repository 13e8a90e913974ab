"""A region as it will be when every project that a plan names is built."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers.projection import Metric
from layers.tables import Demand, ManualValue, Roads, Source, Units
from planner.coverage.planned_facilities import PlannedFacilities
from planner.coverage.project_sites import Sites
from planner.coverage.project_stock import Added, ProjectStock
from planner.coverage.region_tables import RegionTables
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.project import Project
from planner.plans.quantity import FACILITIES, parse_quantity

_NEW = "新建"
_PERIOD_YEARS = 5
_OF_FACILITIES = ("units_served", "share_reached", "share_of", "per_unit", "count", "area")


@dataclass(frozen=True, eq=False)
class PlannedRegion:
    """The tables of a region with the facilities that the projects of a plan add. The region itself is untouched.

    Attributes:
        region: as it is today.
        added: what was added, or counts as built, project by project.
        notes: which projects add nothing, and what a reader must know of the others.
    """

    region: RegionTables
    plan: Plan
    table: PlannedFacilities
    added: tuple[Added, ...]
    notes: tuple[str, ...]

    @property
    def meta(self) -> Mapping[str, str]:
        """The region's own facts."""
        return self.region.meta

    @property
    def name(self) -> str:
        """The printed name of the region."""
        return self.region.name

    @property
    def code(self) -> str:
        """The 12-digit code of the region."""
        return self.region.code

    def units(self) -> Units:
        """All administrative units."""
        return self.region.units()

    def facilities(self) -> PlannedFacilities:
        """All facilities, those of the projects among them."""
        return self.table

    def demand(self) -> Demand:
        """All demand points."""
        return self.region.demand()

    def roads(self) -> Roads | None:
        """The road network, None where there is none."""
        return self.region.roads()

    def sources(self) -> tuple[Source, ...]:
        """What was imported."""
        return self.region.sources()

    def manual_values(self, plan_id: str) -> tuple[ManualValue, ...]:
        """Figures entered by hand for a plan: those of today."""
        return self.region.manual_values(plan_id)

    def metric_crs(self) -> Metric:
        """The metres the region is measured in."""
        return self.region.metric_crs()

    def changes(self, indicator: Indicator) -> bool:
        """Whether the projects change what an indicator counts, so that a figure entered for today no longer holds."""
        touched = {kind for added in self.added for kind in added.project.kinds}
        asked = {indicator.id, indicator.principal} - {""}
        return bool(asked & {added.project.indicator for added in self.added}) or (
            indicator.measure in _OF_FACILITIES and bool(touched & _counted_kinds(indicator))
        )


def _counted_kinds(indicator: Indicator) -> set[str]:
    try:
        quantity = parse_quantity(indicator.measure, indicator.of)
    except ValueError:  # what a figure from hand is of may be said in any words
        return set(indicator.kinds)
    return {*indicator.kinds, quantity.whole} if quantity.part == FACILITIES else set(indicator.kinds)


def with_projects(region: RegionTables, plan: Plan) -> PlannedRegion:
    """The region with every facility that the plan's projects build anew, all of them operating.

    A project has no place on the map, so its facilities have none either (NaN); they count for the unit that is
    printed, and where none is found for the region as a whole. What is rebuilt or bought for a facility that
    stands already changes nothing, for the plan does not print what it was before.
    """
    units = region.units()
    sites = Sites.of(region, units, plan)
    stock = ProjectStock(units, region.facilities(), plan)
    notes = [sites.warning] if sites.warning else []
    for project in plan.projects if sites.is_here else ():
        if reason := _idle(project, plan):
            notes.append(f"“{project.name}”{reason}")
            continue
        site = sites.of_project(project)
        if site is None:
            notes.append(f"“{project.name}”不能确定在本区域内，没有计入")
            continue
        notes += (f"“{project.name}”{said}" for said in (*site.notes, *stock.build(project, site)))
    return PlannedRegion(region, plan, stock.facilities(), stock.added, tuple(notes))


def _idle(project: Project, plan: Plan) -> str:
    """Why a project adds no facility, "" where it does."""
    if project.action != _NEW:
        what = "是改扩建" if project.action == "改扩建" else "写的不是新建"
        return f"{what}，没有印原来的情况，不增加设施"
    if not project.kinds:
        return "不是所列的设施类型，不增加设施"
    if project.end_year is not None and project.end_year <= plan.target_year - _PERIOD_YEARS:
        return f"印的完成年份 {project.end_year} 在规划期之前，应已在设施清单里，不再增加"
    return ""
