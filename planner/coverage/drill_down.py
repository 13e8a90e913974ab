"""The same plan held against every unit of a level, each as if it were the region."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from layers.errors import UserError
from layers.feedback import Feedback, Silent
from layers.schema import LEVEL_LABELS, LEVELS
from planner.coverage.measuring import Measuring
from planner.coverage.parts import part_of
from planner.coverage.reach_by_unit import ReachByUnit
from planner.coverage.region_tables import RegionTables
from planner.coverage.stock import Stock
from planner.coverage.whole_amounts import not_of_a_part, row_of_a_part, unjudged
from planner.plans.indicator import Indicator
from planner.plans.judging import judge
from planner.plans.plan import Plan
from planner.plans.scorecard import Measurement, ScorecardRow, ScorecardRows

BY_HAND = "人工填报的数只有全区域的"


@dataclass(frozen=True)
class UnitScorecard(ScorecardRows):
    """A plan held against one unit.

    Attributes:
        parent_name: the unit above, "" where the table has none.
        rows: one for each indicator asked for, in the same order for every unit; neither what is due in a year nor
            what the superior plan asks for is said of a part.
    """

    code: str
    name: str
    parent_name: str
    rows: tuple[ScorecardRow, ...]
    level: str = ""


def evaluate_units(
    region: RegionTables,
    plan: Plan,
    level: str,
    year: int | None = None,
    feedback: Feedback | None = None,
    indicators: Collection[str] | None = None,
    *,
    measuring: Measuring | None = None,
) -> tuple[UnitScorecard, ...]:
    """Hold a plan against every unit of a level, in code order.

    A unit is measured by its own units, facilities and people. A facility of which only a coarser unit is known, or
    none, may belong to any unit it can lie in, and the intervals say so. People may go to facilities of the
    neighbours: who is reached is told by the reach of the whole region. A target that is an amount of the whole
    region (a count, an area) is no target of a part, and figures from hand are of the whole region only.

    Args:
        year: as in `evaluate_region`.
        indicators: ids of those to measure; all that can be asked of the region where None.
        measuring: what was prepared to evaluate the region by this plan, where the caller has it.

    Raises:
        UserError: the region has no units of the level, or the plan has no such indicator.
        Cancelled: the caller no longer wants the result.
    """
    told = feedback or Silent()
    told.progress(0.0, "正在读取区域")
    prepared = measuring or Measuring(region, plan, year)
    rows = _units_at(prepared.stock, level)
    asked = _chosen(prepared, indicators)
    drill = _DrillDown(prepared, level, asked)
    found = []
    for number, row in enumerate(rows):
        told.progress(number / len(rows), f"正在计算：{prepared.stock.units.name[row]}")
        found.append(drill.scorecard(row))
    return tuple(found)


def ranked(cards: Sequence[UnitScorecard], indicator_id: str) -> tuple[UnitScorecard, ...]:
    """The units by what they lack for an indicator, the most first; those of which it is not known come last.

    Raises:
        KeyError: the cards do not have this indicator.
    """
    rows = {card.code: card.row(indicator_id) for card in cards}
    nouns = Counter(row.shortfall_unit for row in rows.values() if row.shortfall)
    usual = nouns.most_common(1)[0][0] if nouns else ""

    def place(card: UnitScorecard) -> tuple[bool, bool, float]:
        row = rows[card.code]
        if row.shortfall is None:
            return True, False, 0.0
        return False, bool(row.shortfall) and row.shortfall_unit != usual, -row.shortfall

    return tuple(sorted(cards, key=place))


def _units_at(stock: Stock, level: str) -> list[int]:
    rows: list[int] = stock.units.rows_at(level).tolist()
    if not rows:
        there = [LEVEL_LABELS[one] for one in LEVELS if len(stock.units.rows_at(one))]
        remedy = f"现有：{'、'.join(there)}" if there else "请先导入行政单元"
        raise UserError(f"区域里没有{LEVEL_LABELS.get(level, level)}单元", remedy=remedy)
    return rows


def _chosen(measuring: Measuring, ids: Collection[str] | None) -> tuple[Indicator, ...]:
    if ids is None:
        return measuring.indicators
    known = {indicator.id for indicator in measuring.indicators}
    if wrong := [name for name in ids if name not in known]:
        raise UserError(
            f"《{measuring.plan.name}》没有指标“{'、'.join(wrong)}”", remedy="指标代号用 plans --plan 命令查看"
        )
    return tuple(indicator for indicator in measuring.indicators if indicator.id in ids)


class _DrillDown:
    """Measures the units of a level one by one; who is reached was worked out once for the region."""

    def __init__(self, measuring: Measuring, level: str, indicators: tuple[Indicator, ...]) -> None:
        self._measuring, self._stock, self._level = measuring, measuring.stock, level
        self._indicators = indicators
        self._reach = {
            indicator.id: ReachByUnit(measuring.reaches, indicator, level)
            for indicator in indicators
            if indicator.measure == "share_reached" and indicator.data != "manual"
        }

    def scorecard(self, row: int) -> UnitScorecard:
        units, code = self._stock.units, str(self._stock.units.code[row])
        parent = units.row_of.get(str(units.parent[row]), -1)
        if code == self._measuring.region.code:
            rows = tuple(self._whole_row(indicator) for indicator in self._indicators)
        else:
            part = part_of(self._stock, row)
            rows = tuple(self._row(indicator, row, part) for indicator in self._indicators)
        name = str(units.name[parent]) if parent >= 0 else ""
        return UnitScorecard(code, str(units.name[row]), name, rows, self._level)

    def _whole_row(self, indicator: Indicator) -> ScorecardRow:
        """The row of the region itself, which may be a part of the plan's area."""
        row = judge(indicator, self._measuring.measure(indicator))
        return row_of_a_part(row) if self._measuring.is_part else row

    def _row(self, indicator: Indicator, row: int, part: Stock) -> ScorecardRow:
        measured = self._measurement(indicator, row, part)
        if indicator.is_whole_amount:
            return unjudged(indicator, measured)
        return judge(indicator, measured)

    def _measurement(self, indicator: Indicator, row: int, part: Stock) -> Measurement:
        if why := self._not_asked(indicator):
            return Measurement(None, None, None, None, None, (why,))
        if indicator.id in self._reach:
            return self._measuring.with_target(self._reach[indicator.id].measurement(row), indicator)
        return self._measuring.measure_part(indicator, part)

    def _not_asked(self, indicator: Indicator) -> str:
        """Why an indicator cannot be asked of a unit of the level, "" where it can."""
        if indicator.data == "manual":
            return BY_HAND
        if why := not_of_a_part(indicator):
            return why
        if indicator.unit_level and LEVELS.index(indicator.unit_level) < LEVELS.index(self._level):
            return f"按{LEVEL_LABELS[indicator.unit_level]}单元计算，{LEVEL_LABELS[self._level]}单元没有这个数"
        return ""
