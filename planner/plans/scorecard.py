"""The scorecard: what was measured, held against what was promised."""

import math
from dataclasses import dataclass
from typing import Literal

from planner.plans.indicator import Indicator
from planner.plans.plan import Plan

Verdict = Literal["met", "not_met", "unknown"]
VERDICT_LABELS: dict[Verdict, str] = {"met": "达标", "not_met": "未达标", "unknown": "待定"}


@dataclass(frozen=True)
class EvidenceRow:
    """One row behind a numerator or a denominator.

    Attributes:
        code: unit code or facility id.
        counted: True where the row is in the numerator.
        reason: why it is or is not, in plain Chinese.
        facilities: ids of the facilities that make it count.
        numerator, denominator: what the row adds to each, None where it is one unit or one facility,
            NaN where it is not known.
    """

    code: str
    name: str
    counted: bool
    reason: str = ""
    facilities: tuple[str, ...] = ()
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Measurement:
    """A measured value with everything needed to answer for it.

    Attributes:
        value: in the indicator's unit; None where it cannot be known.
        low, high: the interval the missing inputs allow, in the indicator's unit; equal to `value`
            where nothing is missing; None where nothing bounds it on that side.
        numerator, denominator: what was divided, None where the figure is not a ratio.
        missing: what is missing, each in plain Chinese.
        rows: the rows behind the figure.
        method: how it was computed, in plain Chinese, with its parameters.
        sources: file names and dates of the data used.
        entered_target: target entered by hand where the plan prints no figure.
    """

    value: float | None
    low: float | None
    high: float | None
    numerator: float | None
    denominator: float | None
    missing: tuple[str, ...] = ()
    rows: tuple[EvidenceRow, ...] = ()
    method: str = ""
    sources: tuple[str, ...] = ()
    entered_target: float | None = None


@dataclass(frozen=True)
class Due:
    """What is due in a year on the way from the base to the target.

    Attributes:
        value, base_value: in the indicator's unit.
        verdict: whether the measured value is that far.
    """

    year: int
    value: float
    base_value: float
    base_year: int
    verdict: Verdict = "unknown"


@dataclass(frozen=True)
class Floor:
    """What the superior plan asks for in the same matter.

    Attributes:
        plan_id, plan_name: the superior plan.
        indicator: its indicator.
        stricter: whether this plan asks for more; None where the two cannot be compared.
        looser: whether it asks for less.
        verdict: the measured value held against the superior's target.
    """

    plan_id: str
    plan_name: str
    indicator: Indicator
    stricter: bool | None
    looser: bool | None
    verdict: Verdict


@dataclass(frozen=True)
class ScorecardRow:
    """An indicator, its measurement and the verdict.

    Attributes:
        verdict: met or not met only where the whole interval [low, high] agrees.
        shortfall: what is lacking, in `shortfall_unit`, 0 where met, None where unknown.
        shortfall_unit: what one builds: 个乡镇(街道), 张床位, m², 个 ... or the indicator's unit.
        target: what the value was held against, in the indicator's unit, None where there is no figure.
        remark: what a reader of the shortfall must know.
        due: what is due in the year of the scorecard, None where there is no way to tell.
        floor: what the superior plan asks for, None where there is none or it is silent.
    """

    indicator: Indicator
    measurement: Measurement
    verdict: Verdict
    shortfall: float | None
    shortfall_unit: str
    target: float | None = None
    remark: str = ""
    due: Due | None = None
    floor: Floor | None = None

    @property
    def distance(self) -> float:
        """How far the nearer end of what the value may be is from the target, as a share of it; 0 where not missed."""
        ends = [end for end in (self.measurement.low, self.measurement.high) if end is not None]
        if self.verdict != "not_met" or self.target is None or not ends:
            return 0.0
        away = min(abs(end - self.target) for end in ends)
        return away / abs(self.target) if self.target else math.inf if away else 0.0


class ScorecardRows:
    """Rows of a scorecard, to be asked by indicator and counted."""

    rows: tuple[ScorecardRow, ...]

    def row(self, indicator_id: str) -> ScorecardRow:
        """The row of an indicator.

        Raises:
            KeyError: there is none.
        """
        for row in self.rows:
            if row.indicator.id == indicator_id:
                return row
        raise KeyError(indicator_id)

    def counts(self) -> dict[Verdict, int]:
        """Number of rows that decide, by verdict."""
        verdicts = [row.verdict for row in self.rows if row.indicator.decides]
        return {verdict: verdicts.count(verdict) for verdict in VERDICT_LABELS}


@dataclass(frozen=True)
class Scorecard(ScorecardRows):
    """A plan held against a region."""

    plan: Plan
    region_name: str
    region_code: str
    year: int
    rows: tuple[ScorecardRow, ...]
    notes: tuple[str, ...] = ()

    def beside(self, row: ScorecardRow) -> tuple[ScorecardRow, ...]:
        """The rows of the same matter that do not decide: said again, otherwise, or for an earlier year."""
        return tuple(other for other in self.rows if other.indicator.principal == row.indicator.id)
