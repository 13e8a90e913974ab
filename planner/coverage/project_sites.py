"""The unit that a project is built in, as far as the plan prints it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from layers.codes import level_of, prefix_of
from layers.schema import LEVELS
from layers.tables import Units
from planner.coverage.hierarchy import Hierarchy
from planner.coverage.region_tables import RegionTables
from planner.coverage.unit_names import find_unit, same_unit
from planner.plans.plan import Plan
from planner.plans.project import Project


@dataclass(frozen=True)
class Site:
    """Where a project counts.

    Attributes:
        row: of the unit, -1 where only the region as a whole is known and is no unit itself.
        code, name: of the unit, "" where `row` is -1.
        notes: what is not known of it.
    """

    row: int
    code: str
    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Sites:
    """Finds the sites of a plan's projects in a region.

    Attributes:
        home: row of the unit the projects are in at least: the plan's own, or the region where that is smaller; -1
            where the table has no such unit.
        steps: how many levels the region is below the plan's area; where it is, other projects lie elsewhere.
        is_here: the plan is one for the region, or for a part of it.
    """

    units: Units
    region_name: str
    home: int
    steps: int
    is_here: bool
    among: Sequence[int]
    warning: str = ""

    @classmethod
    def of(cls, region: RegionTables, units: Units, plan: Plan) -> "Sites":
        """Prepare for the projects of a plan."""
        own, plans = prefix_of(region.code), prefix_of(plan.region_code)
        within = own.startswith(plans) and own != plans
        steps = LEVELS.index(level_of(region.code)) - LEVELS.index(level_of(plan.region_code)) if within else 0
        is_here = within or plans.startswith(own)
        code = region.code if within else plan.region_code
        home = units.row_of.get(code, -1)
        among = [row for row in range(len(units)) if within or str(units.code[row]).startswith(plans)]
        warning = "" if is_here else f"《{plan.name}》不是本区域的规划，它的项目没有计入"
        return cls(units, region.name, home, steps, is_here, among, warning)

    def of_project(self, project: Project) -> Site | None:
        """Where a project counts; None where it may well lie outside the region."""
        if self.steps:
            return self._in_a_part(project)
        printed = project.unit or project.place
        row = find_unit(self.units, printed, self.among)
        if row < 0:
            why = f"印的地点“{printed}”不是唯一的行政单元名称" if printed else "没有印所在的行政单元"
            return self._site(self.home, f"{why}，只计入全区域")
        finer = self._finer(row, project)
        if finer == self.home:
            return self._site(finer, f"只印到{self.units.name[finer]}，不知在哪个下级单元")
        return self._site(finer)

    def _in_a_part(self, project: Project) -> Site | None:
        """Only what is printed for the region itself is in it: a town may have a namesake in another county.

        So has a county in another prefecture: two levels below the plan nothing is sure.
        """
        printed = project.unit or project.place
        if self.steps > 1 or not same_unit(printed, self.region_name):
            return None
        return self._site(self._finer(self.home, project))

    def _finer(self, row: int, project: Project) -> int:
        """The unit of the printed place inside a unit; the unit itself where there is none."""
        if row < 0 or not project.place:
            return row
        below = [other for other in self.among if row in self._tree.above(other)]
        found = find_unit(self.units, project.place, below)
        return found if found >= 0 else row

    @cached_property
    def _tree(self) -> Hierarchy:
        return Hierarchy(self.units)

    def _site(self, row: int, *notes: str) -> Site:
        if row < 0:
            return Site(-1, "", "", notes)
        return Site(row, str(self.units.code[row]), str(self.units.name[row]), notes)
