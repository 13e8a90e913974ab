"""The same plan today and with its own projects built."""

from dataclasses import dataclass

from layers.feedback import Feedback, Part, Silent
from planner.coverage.measuring import evaluate_region
from planner.coverage.project_stock import Added
from planner.coverage.projects import PlannedRegion, with_projects
from planner.coverage.reaching import Ways
from planner.coverage.region_tables import RegionTables
from planner.plans.plan import Plan
from planner.plans.scorecard import Scorecard, ScorecardRow

TODAY, PROJECTS = "today", "projects"
SCENARIO_LABELS = {TODAY: "现状", PROJECTS: "规划项目全部建成"}
"""Scenarios by id. Today only what operates counts: not what the region's own list calls building or planned."""


@dataclass(frozen=True)
class Scenarios:
    """A plan held against a region as it is, and as it will be when every named project is built.

    Attributes:
        region: as it will be.
    """

    today: Scorecard
    projects: Scorecard
    region: PlannedRegion

    @property
    def added(self) -> tuple[Added, ...]:
        """What the projects add."""
        return self.region.added

    @property
    def notes(self) -> tuple[str, ...]:
        """Which projects add nothing, and why; what is not known of the others."""
        return self.region.notes

    def changed(self) -> tuple[tuple[ScorecardRow, ScorecardRow], ...]:
        """The rows that the projects change, today and then."""
        return changed_rows(self.today, self.projects)


def evaluate_scenarios(
    region: RegionTables, plan: Plan, year: int | None = None, feedback: Feedback | None = None
) -> Scenarios:
    """Hold a plan against a region today and with the plan's projects built.

    Args:
        year: see `evaluate_region`.

    Raises:
        Cancelled: the caller no longer wants the result.
    """
    told = feedback or Silent()
    ways: dict[str, Ways] = {}
    today = evaluate_region(region, plan, year, Part(told, 0.0, 0.5), ways=ways)
    planned = with_projects(region, plan)
    return Scenarios(today, evaluate_region(planned, plan, year, Part(told, 0.5, 1.0), ways=ways), planned)


def changed_rows(today: Scorecard, then: Scorecard) -> tuple[tuple[ScorecardRow, ScorecardRow], ...]:
    """The rows of one plan that differ between two states of a region: (today, then)."""
    later = {row.indicator.id: row for row in then.rows}
    pairs = ((row, later[row.indicator.id]) for row in today.rows if row.indicator.id in later)
    return tuple((old, new) for old, new in pairs if _figures(old) != _figures(new))


def _figures(row: ScorecardRow) -> tuple[object, ...]:
    measured = row.measurement
    return row.verdict, measured.value, measured.low, measured.high, measured.numerator, measured.denominator
