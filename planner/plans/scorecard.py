"""The scorecard: what was measured, held against what was promised."""

from dataclasses import dataclass
from typing import Literal

from planner.plans.indicator import Indicator, Plan

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
class ScorecardRow:
    """An indicator, its measurement and the verdict.

    Attributes:
        verdict: met or not met only where the whole interval [low, high] agrees.
        shortfall: what is lacking, in `shortfall_unit`, 0 where met, None where unknown.
        shortfall_unit: what one builds: 个乡镇(街道), 张床位, m², 个 ... or the indicator's unit.
        target: what the value was held against, in the indicator's unit, None where there is no figure.
        remark: what a reader of the shortfall must know.
    """

    indicator: Indicator
    measurement: Measurement
    verdict: Verdict
    shortfall: float | None
    shortfall_unit: str
    target: float | None = None
    remark: str = ""


@dataclass(frozen=True)
class Scorecard:
    """A plan held against a region."""

    plan: Plan
    region_name: str
    region_code: str
    year: int
    rows: tuple[ScorecardRow, ...]
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[Verdict, int]:
        """Number of rows by verdict."""
        verdicts = [row.verdict for row in self.rows]
        return {verdict: verdicts.count(verdict) for verdict in VERDICT_LABELS}
