"""Two dated states of a region held against one plan, and what made the difference."""

from dataclasses import dataclass
from functools import cached_property

from layers.errors import UserError
from layers.feedback import Feedback, Part, Silent
from planner.coverage.causes import Cause, causes_of
from planner.coverage.measuring import Measuring, scorecard_of
from planner.coverage.reaching import Ways
from planner.coverage.region_tables import RegionTables
from planner.coverage.state_changes import FacilityChanges, States, UnitChange
from planner.coverage.unit_names import folded
from planner.plans.plan import Plan
from planner.plans.scorecard import Scorecard, ScorecardRow


@dataclass(frozen=True)
class IndicatorChange:
    """One indicator then and now.

    Attributes:
        old: None where it could not be asked of the region then.
        because: what made the difference; empty where nothing behind the figures changed.
    """

    old: ScorecardRow | None
    new: ScorecardRow
    because: tuple[Cause, ...]

    @property
    def id(self) -> str:
        """The indicator's id."""
        return self.new.indicator.id

    @property
    def is_changed(self) -> bool:
        """Whether the value, what is known of it, or the verdict is another one."""
        return self.old is None or figures_of(self.old) != figures_of(self.new)

    @property
    def turned(self) -> bool:
        """Whether the verdict is another one."""
        return self.old is not None and self.old.verdict != self.new.verdict


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two states of a region.

    Attributes:
        units: those with another code or name, and those that only one state has.
        indicators: all that can be asked of the region now, in the plan's order.
        notes: what a reader must know.
    """

    old: Scorecard
    new: Scorecard
    facilities: FacilityChanges
    units: tuple[UnitChange, ...]
    indicators: tuple[IndicatorChange, ...]
    notes: tuple[str, ...] = ()

    def indicator(self, indicator_id: str) -> IndicatorChange:
        """The change of an indicator.

        Raises:
            KeyError: there is none.
        """
        return self._by_id[indicator_id]

    @cached_property
    def _by_id(self) -> dict[str, IndicatorChange]:
        return {change.id: change for change in self.indicators}


def compare_states(
    old: RegionTables,
    new: RegionTables,
    plan: Plan,
    old_year: int | None = None,
    new_year: int | None = None,
    feedback: Feedback | None = None,
) -> Comparison:
    """What changed between two states of a region: two files, or one file in two years.

    Units are the same where code and name are, or else one of both; facilities where the id is and nothing speaks
    against it, or else name and unit.

    Args:
        old_year, new_year: figures entered by hand count up to these years; the plan's target year where None.

    Raises:
        UserError: they are two regions.
        Cancelled: the caller no longer wants the result.
    """
    if old.code != new.code and folded(old.name) != folded(new.name):
        raise UserError(f"“{old.name}”和“{new.name}”不是同一个区域", remedy="请选同一区域的另一个文件")
    told = feedback or Silent()
    roads: dict[str, Ways] = {}
    then = Measuring(old, plan, old_year, roads if old is new else None)
    now = Measuring(new, plan, new_year, roads if old is new else None)
    cards = scorecard_of(then, Part(told, 0.0, 0.5)), scorecard_of(now, Part(told, 0.5, 0.95))
    told.progress(0.95, "正在对比")
    states = States.of(then.stock, now.stock)
    rows = {row.indicator.id: row for row in cards[0].rows}
    indicators = tuple(_change(states, rows.get(row.indicator.id), row) for row in cards[1].rows)
    return Comparison(*cards, states.facility_changes, states.unit_changes(), indicators, _notes(*cards))


def figures_of(row: ScorecardRow) -> tuple[object, ...]:
    """What is said of an indicator, apart from the rows behind it."""
    measured = row.measurement
    return row.verdict, row.target, measured.value, measured.low, measured.high


def _change(states: States, old: ScorecardRow | None, new: ScorecardRow) -> IndicatorChange:
    if old is None:
        return IndicatorChange(None, new, ())
    return IndicatorChange(old, new, causes_of(states, old, new))


def _notes(old: Scorecard, new: Scorecard) -> tuple[str, ...]:
    notes = []
    if old.region_code != new.region_code:
        notes.append(f"区划代码由 {old.region_code} 变为 {new.region_code}")
    if folded(old.region_name) != folded(new.region_name):
        notes.append(f"名称由“{old.region_name}”变为“{new.region_name}”")
    return tuple(notes)
