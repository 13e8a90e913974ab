"""The entries of a plan as rows of the template: value by column name, what goes without saying left out."""

from dataclasses import fields
from typing import Any

from planner.plans.baseline import Baseline
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.project import Project
from planner.plans.template_columns import BASELINES, CHOICES, INDICATORS, PLAN, PROJECTS

Values = dict[str, Any]

_BLANK = (None, "", ())


def plan_rows(plan: Plan) -> dict[str, list[Values]]:
    """The rows of every sheet, by its name."""
    head = ("id", "name", "status", "region_code", "parent", "target_year")
    return {
        PLAN: [{name: getattr(plan, name) for name in head if getattr(plan, name) != ""}],
        INDICATORS: [_indicator(indicator, plan) for indicator in plan.indicators],
        BASELINES: [_told(baseline) for baseline in plan.baselines],
        PROJECTS: [_told(project) for project in plan.projects],
        CHOICES: [row for indicator in plan.indicators for row in _choices(indicator)],
    }


def _indicator(indicator: Indicator, plan: Plan) -> Values:
    values = _told(indicator)
    if indicator.year == plan.target_year:
        del values["year"]
    return values


def _choices(indicator: Indicator) -> list[Values]:
    rows = [
        {"label": choice.label, "unit_classes": choice.unit_classes, "kinds": choice.kinds}
        for choice in indicator.choices
    ]
    return [{"indicator": indicator.id} | {name: v for name, v in row.items() if v is not None} for row in rows]


def _told(entry: Indicator | Baseline | Project) -> Values:
    """What an entry says beyond what is taken for granted."""
    values = {
        field.name: getattr(entry, field.name)
        for field in fields(entry)
        if getattr(entry, field.name) not in (*_BLANK, field.default)
    }
    for name in ("figure_line", "last_line"):
        if values.get(name) == entry.line:
            del values[name]
    return values | dict(values.pop("numbers", ()))
