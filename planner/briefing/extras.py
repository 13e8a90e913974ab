"""What stands beside the scorecard where there is something to say: projects, the units below, norms."""

from dataclasses import dataclass

from layers.codes import prefix_of
from layers.feedback import Feedback, Part
from layers.schema import LEVELS
from layers.tables import Units
from planner.briefing.sections import lacking
from planner.coverage.drill_down import UnitScorecard, evaluate_units, ranked
from planner.coverage.measuring import Measuring, evaluate_region
from planner.coverage.norm_rows import NormRow, judge_norms
from planner.coverage.project_stock import Added
from planner.coverage.projects import with_projects
from planner.coverage.reaching import Ways
from planner.coverage.scenarios import changed_rows
from planner.coverage.whole_amounts import not_of_a_part
from planner.plans.indicator import Indicator
from planner.plans.scorecard import Scorecard, ScorecardRow

MOST_OF_UNITS = 5
"""Missed indicators that the units below are compared by."""


_COMPARED = ("prefecture", "county", "township")


@dataclass(frozen=True)
class Extras:
    """What stands beside the scorecard; empty parts have nothing to say.

    Attributes:
        planned: the same plan once all its projects are built, None where it builds nothing anew here.
        added: what the projects add; planned_notes: what they do not, and why.
        level: level of `units`, "" where there are none.
        units: the units of the region's next level below, with the main indicators missed.
        norms: the norms in force here; for reference, they decide nothing.
    """

    planned: Scorecard | None = None
    added: tuple[Added, ...] = ()
    planned_notes: tuple[str, ...] = ()
    level: str = ""
    units: tuple[UnitScorecard, ...] = ()
    norms: tuple[NormRow, ...] = ()


def gather_extras(measuring: Measuring, scorecard: Scorecard, feedback: Feedback, ways: dict[str, Ways]) -> Extras:
    """Measure what stands beside a scorecard.

    Args:
        measuring: what the scorecard was measured with.
        ways: roads by id of the travel mode; filled as they are needed.

    Raises:
        Cancelled: the caller no longer wants it.
    """
    built = _planned(measuring, Part(feedback, 0.0, 0.4), ways)
    level, units = _units_below(measuring, scorecard, Part(feedback, 0.4, 0.7))
    norms = judge_norms(measuring.region, measuring.year, Part(feedback, 0.7, 1.0), ways=ways)
    return Extras(built.planned, built.added, built.planned_notes, level, units, norms)


def _planned(measuring: Measuring, feedback: Feedback, ways: dict[str, Ways]) -> Extras:
    """The projects' part; nothing where the plan builds nothing anew, or elsewhere."""
    region, plan = measuring.region, measuring.plan
    is_here = region.code.startswith(prefix_of(plan.region_code))
    if not is_here or not any(project.action == "新建" for project in plan.projects):
        return Extras()
    planned = with_projects(region, plan)
    then = evaluate_region(planned, plan, measuring.year, feedback, ways=ways)
    return Extras(then, planned.added, planned.notes)


def _units_below(
    measuring: Measuring, scorecard: Scorecard, feedback: Feedback
) -> tuple[str, tuple[UnitScorecard, ...]]:
    level = next_level(measuring.stock.units)
    missed = [entry.card.indicator for entry in lacking(scorecard)]
    asked = [indicator.id for indicator in missed if level and _can_be_asked(indicator, level)][:MOST_OF_UNITS]
    if not asked:
        return "", ()
    region, plan, year = measuring.region, measuring.plan, measuring.year
    return level, evaluate_units(region, plan, level, year, feedback, asked, measuring=measuring)


def next_level(units: Units) -> str:
    """The highest level that a region has several units of, communities apart; "" for none."""
    return next((level for level in _COMPARED if len(units.rows_at(level)) > 1), "")


def _can_be_asked(indicator: Indicator, level: str) -> bool:
    """Whether a figure of a part is known from the map, and the target is one of the part too."""
    is_coarser = bool(indicator.unit_level) and LEVELS.index(indicator.unit_level) < LEVELS.index(level)
    is_whole = indicator.is_whole_amount or bool(not_of_a_part(indicator))
    return indicator.data != "manual" and not is_coarser and not is_whole


def changed(now: Scorecard, then: Scorecard) -> list[tuple[ScorecardRow, ScorecardRow]]:
    """The rows that decide whose value, or range, the projects change to another known one: (now, then)."""
    return [pair for pair in _changing(now, then) if _is_known(pair[1])]


def outdated(now: Scorecard, then: Scorecard) -> int:
    """How many rows that decide are known today, and not once the projects are built."""
    return sum(_is_known(pair[0]) and not _is_known(pair[1]) for pair in _changing(now, then))


def _changing(now: Scorecard, then: Scorecard) -> list[tuple[ScorecardRow, ScorecardRow]]:
    return [pair for pair in changed_rows(now, then) if pair[0].indicator.decides]


def _is_known(row: ScorecardRow) -> bool:
    """Whether anything is said of it: that a share lies between nothing and all says nothing."""
    measured = row.measurement
    if measured.value is None and row.indicator.unit == "%" and measured.high == 100:
        return bool(measured.low)
    return measured.value is not None or bool(measured.low) or measured.high is not None


def missed(card: UnitScorecard) -> int:
    """How many of its rows are not met."""
    return sum(row.verdict == "not_met" for row in card.rows)


def by_lack(cards: tuple[UnitScorecard, ...]) -> list[UnitScorecard]:
    """Those that miss most indicators first; of those that miss as many, what lacks most of the first indicator."""
    if not cards or not cards[0].rows:
        return list(cards)
    return sorted(ranked(cards, cards[0].rows[0].indicator.id), key=lambda card: -missed(card))
