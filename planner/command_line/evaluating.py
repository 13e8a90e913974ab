"""The command that holds a region against a plan: today, with its projects, by unit, and since an earlier state."""

import argparse
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from layers.errors import UserError
from layers.feedback import Feedback, Part
from layers.region import Region
from planner.command_line.output import Progress, print_json, put
from planner.command_line.scorecard_json import (
    changes_dict,
    norms_dict,
    scenarios_dict,
    scorecard_dict,
    texts_of,
    units_dict,
)
from planner.command_line.scorecard_text import (
    print_changes,
    print_norms,
    print_scenarios,
    print_scorecard,
    print_units,
)
from planner.coverage.comparison import Comparison, compare_states
from planner.coverage.drill_down import UnitScorecard, evaluate_units
from planner.coverage.measuring import Measuring, scorecard_of
from planner.coverage.norm_rows import NormRow, judge_norms
from planner.coverage.scenarios import PROJECTS, SCENARIO_LABELS, TODAY, Scenarios, evaluate_scenarios
from planner.plans.plan import Plan
from planner.plans.reading import load_plan
from planner.plans.scorecard import Scorecard


@dataclass(frozen=True)
class _Asked:
    """What was asked for; see `parser`."""

    file: str
    plan: str
    json: bool = False
    scenario: str | None = ""
    year: int | None = None
    by: str = ""
    indicator: tuple[str, ...] = ()
    since: str = ""
    text: str = ""
    norms: bool = False

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> "_Asked":
        known = {field.name for field in fields(cls)}
        return cls(**{name: word for name, word in vars(arguments).items() if name in known})

    def check(self) -> None:
        """Refuse what makes no sense together."""
        if (self.scenario or TODAY) not in SCENARIO_LABELS:
            known = "、".join(f"{name}({label})" for name, label in SCENARIO_LABELS.items())
            raise UserError(f"没有“{self.scenario}”这个方案", remedy=f"--scenario 可选:{known};不写即评价现状")
        if self.since and self.has_projects:
            raise UserError("--since 不能和 --scenario 一起用", remedy="请分两次评价")
        if self.indicator and not self.by:
            raise UserError("--indicator 要和 --by 一起用", remedy="如 --by county --indicator 指标代号")

    @property
    def has_projects(self) -> bool:
        return self.scenario == PROJECTS


@dataclass(frozen=True)
class _Answer:
    """What was found; what was not asked for is None."""

    card: Scorecard
    scenarios: Scenarios | None
    units: tuple[UnitScorecard, ...] | None
    changes: Comparison | None
    norms: tuple[NormRow, ...] | None = None


def evaluate(arguments: argparse.Namespace) -> int:
    """Hold a region against a plan."""
    asked = _Asked.of(arguments)
    asked.check()
    plan = load_plan(asked.plan)
    texts = texts_of(asked.text, plan)
    with Progress() as feedback, Region.open(Path(asked.file)) as region:
        answer = _answer(asked, plan, region, feedback)
        if asked.norms:
            answer = replace(answer, norms=judge_norms(region, answer.card.year, feedback))
        invented = region.invented
    if asked.json:
        head = {"plan": plan.id, "region": answer.card.region_name, "invented": invented}
        whole = scenarios_dict(answer.scenarios, texts) if answer.scenarios else scorecard_dict(answer.card, texts)
        print_json(head | whole | _more(asked, answer))
        return 0
    put(f"{answer.card.region_name}对照{plan.name}" + ("(示例数据,虚构)" if invented else ""))
    _print(asked, answer)
    return 0


def _answer(asked: _Asked, plan: Plan, region: Region, feedback: Feedback) -> _Answer:
    first, rest = Part(feedback, 0.0, 0.5), Part(feedback, 0.5, 1.0)
    if asked.has_projects:
        scenarios = evaluate_scenarios(region, plan, asked.year, first)
        measuring = Measuring(scenarios.region, plan, asked.year) if asked.by else None
        return _Answer(scenarios.projects, scenarios, _units(asked, measuring, rest), None)
    if asked.since:
        changes = _compare(asked, plan, region, first)
        measuring = Measuring(region, plan, asked.year) if asked.by else None
        return _Answer(changes.new, None, _units(asked, measuring, rest), changes)
    measuring = Measuring(region, plan, asked.year)
    card = scorecard_of(measuring, first)
    return _Answer(card, None, _units(asked, measuring, rest), None)


def _units(asked: _Asked, measuring: Measuring | None, feedback: Feedback) -> tuple[UnitScorecard, ...] | None:
    if measuring is None or not asked.by:
        return None
    return evaluate_units(
        measuring.region,
        measuring.plan,
        asked.by,
        asked.year,
        feedback,
        asked.indicator or None,
        measuring=measuring,
    )


def _compare(asked: _Asked, plan: Plan, region: Region, feedback: Feedback) -> Comparison:
    """The region as it was: in an earlier file, or by the figures entered up to an earlier year."""
    if re.fullmatch("[0-9]{4}", asked.since) and not Path(asked.since).exists():
        return compare_states(region, region, plan, int(asked.since), asked.year, feedback)
    with Region.open(Path(asked.since)) as old:
        return compare_states(old, region, plan, asked.year, asked.year, feedback)


def _more(asked: _Asked, answer: _Answer) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if answer.units is not None:
        found |= {"by": asked.by, "units": units_dict(answer.units)}
    if answer.changes is not None:
        found["changes"] = changes_dict(answer.changes)
    if answer.norms is not None:
        found["norms"] = norms_dict(answer.norms, answer.card.plan)
    return found


def _print(asked: _Asked, answer: _Answer) -> None:
    if answer.scenarios is not None:
        print_scenarios(answer.scenarios)
    else:
        print_scorecard(answer.card)
    if answer.units is not None:
        print_units(answer.units, asked.indicator, asked.by)
    if answer.changes is not None:
        print_changes(answer.changes)
    if answer.norms is not None:
        print_norms(answer.norms)
