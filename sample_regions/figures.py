"""The figures a plan prints of its base year, and nothing retyped."""

from dataclasses import dataclass

from planner.plans.baseline import Baseline
from planner.plans.plan import Plan
from planner.plans.reading import load_plan

_TIMES = {"万": 10_000.0, "亿": 100_000_000.0}


@dataclass(frozen=True)
class Figures:
    """Baselines of a plan by id."""

    plan: Plan

    @classmethod
    def of(cls, plan_id: str) -> "Figures":
        """Those of a plan that comes with the program."""
        return cls(load_plan(plan_id))

    def baseline(self, baseline_id: str) -> Baseline:
        """A baseline, as printed."""
        return next(baseline for baseline in self.plan.baselines if baseline.id == baseline_id)

    def __getitem__(self, baseline_id: str) -> float:
        """A figure in single pieces: 20.6 万张 is 206000."""
        found = self.baseline(baseline_id)
        return round(found.value * _TIMES.get(found.unit[:1], 1.0), 6)
