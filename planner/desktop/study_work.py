"""What the window asks beyond the scorecard; runs on a job's thread, each time with its own region."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from layers.feedback import Feedback
from layers.region import Region
from planner.coverage.comparison import Comparison
from planner.coverage.drill_down import UnitScorecard
from planner.coverage.norm_rows import NormRow
from planner.coverage.project_stock import Added
from planner.plans.plan import Plan
from planner.plans.scorecard import ScorecardRow

translate = QCoreApplication.translate


@dataclass(frozen=True)
class BuiltAnswer:
    """The rows of a plan when its projects are built, and what that rests on."""

    rows: tuple[ScorecardRow, ...]
    notes: tuple[str, ...]


def built(path: Path, plan: Plan, year: int | None, feedback: Feedback) -> BuiltAnswer:
    """Hold the region against a plan as if its projects stood."""
    from planner.coverage.scenarios import evaluate_scenarios

    with Region.open(path) as region:
        found = evaluate_scenarios(region, plan, year, feedback)
    return BuiltAnswer(found.projects.rows, (*_told(found.added), *found.notes))


def _told(added: tuple[Added, ...]) -> tuple[str, ...]:
    """What the projects add, a sentence for each."""
    if not added:
        return (translate("Studies", "规划所列的项目没有增加本区域的设施"),)
    return tuple(_sentence(one) for one in added)


def _sentence(added: Added) -> str:
    parts = []
    if added.new:
        parts.append(translate("Studies", "新增 {count} 处设施").format(count=len(added.new)))
    if added.finished:
        finished = translate("Studies", "现有在建或规划的 {count} 处按建成计")
        parts.append(finished.format(count=len(added.finished)))
    known = translate("Studies", "计入{unit}").format(unit=added.unit_name)
    parts.append(known if added.unit_name else translate("Studies", "只知道在本区域内"))
    return translate("Studies", "“{project}”{parts}").format(project=added.project.name, parts="，".join(parts))


def norms(path: Path, year: int, feedback: Feedback) -> tuple[NormRow, ...]:
    """Hold the region against the norms that apply to it."""
    from planner.coverage.norm_rows import judge_norms

    with Region.open(path) as region:
        return judge_norms(region, year, feedback)


def units(
    path: Path, plan: Plan, level: str, year: int | None, indicator_id: str, feedback: Feedback
) -> tuple[UnitScorecard, ...]:
    """Hold every unit of a level against one indicator of a plan, what lacks most first."""
    from planner.coverage.drill_down import evaluate_units, ranked

    with Region.open(path) as region:
        return ranked(evaluate_units(region, plan, level, year, feedback, (indicator_id,)), indicator_id)


def matrix(path: Path, plan: Plan, level: str, year: int | None, feedback: Feedback) -> tuple[UnitScorecard, ...]:
    """Hold every unit of a level against all indicators that decide."""
    from planner.coverage.drill_down import evaluate_units
    from planner.coverage.measuring import Measuring

    with Region.open(path) as region:
        measuring = Measuring(region, plan, year)
        asked = [one.id for one in measuring.indicators if one.decides and one.data != "manual"]
        return evaluate_units(region, plan, level, year, feedback, asked, measuring=measuring)


def compare(path: Path, other: Path, plan: Plan, year: int | None, feedback: Feedback) -> Comparison:
    """What became of the region since another file of it.

    Raises:
        UserError: the other file is of another region, or none.
    """
    from planner.coverage.comparison import compare_states

    with Region.open(other) as old, Region.open(path) as new:
        return compare_states(old, new, plan, year, year, feedback)
