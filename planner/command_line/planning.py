"""The command about plans: what they say, and plan files in and out."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from layers.errors import UserError
from planner.command_line.norm_listing import list_norms
from planner.command_line.output import Progress, print_json, say
from planner.command_line.plan_listing import print_plan
from planner.plans.baseline import Baseline
from planner.plans.indicator import Indicator
from planner.plans.own_plans import keep_plan, own_problems, remove_plan
from planner.plans.plan import Plan
from planner.plans.plan_text import Entry, PlanText, text_of
from planner.plans.project import Project
from planner.plans.reading import load_plan, load_plans

Texts = dict[str, PlanText]
"""The text of a plan by its id, where it is at hand."""


def plans(arguments: argparse.Namespace) -> int:
    """List plans and what they say, or take plan files in and out."""
    for word, job in _JOBS.items():
        if getattr(arguments, word):
            return job(arguments)
    _refuse_needless(arguments, "--out", "--replace")
    return _list(arguments)


def _list(arguments: argparse.Namespace) -> int:
    chosen = (load_plan(arguments.plan),) if arguments.plan else load_plans()
    texts = _texts(arguments.text, chosen) if arguments.text else None
    if arguments.json:
        print_json({"plans": [plan_as_dict(plan, texts) for plan in chosen]})
    else:
        for plan in chosen:
            print_plan(plan, texts)
    for problem in () if arguments.plan else own_problems():
        say(f"自己的规划没有列出:{problem}")
    return 0


def _texts(text: str, chosen: Sequence[Plan]) -> Texts:
    """The text of the one plan asked for, and of the plans above it where theirs lie beside them."""
    if len(chosen) != 1:
        raise UserError("没有说是哪个规划的文本", where=text, remedy="请加 --plan 规划代号")
    (plan,) = chosen
    texts = {plan.id: PlanText.read(Path(text), plan)}
    above = plan.superior
    while above is not None:
        if (found := text_of(above)) is not None:
            texts[above.id] = found
        above = above.superior
    return texts


def plan_as_dict(plan: Plan, texts: Texts | None = None) -> dict[str, Any]:
    """A plan as JSON tells it; with texts, the sentence at the place of each entry."""
    return {
        "id": plan.id,
        "name": plan.name,
        "status": plan.status,
        "parent": plan.parent,
        "indicators": [_indicator(entry) | _sentence(entry, plan.id, texts) for entry in plan.indicators],
        "baselines": [_baseline(entry) | _sentence(entry, plan.id, texts) for entry in plan.baselines],
        "projects": [_project(entry) | _sentence(entry, plan.id, texts) for entry in plan.projects],
        "inherited": [_indicator(entry) | _sentence(entry, entry.origin, texts) for entry in plan.inherited],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    plain = ("id", "name", "unit_level", "measure", "comparator", "value", "unit", "base_value", "year", "nature")
    place = ("section", "line", "printed", "note", "row", "raw", "figure_line")
    matter = ("relation", "principal", "siting", "at_least", "inherits", "superior", "origin", "group", "decides")
    return (
        {name: getattr(indicator, name) for name in plain}
        | {"kind": ";".join(indicator.kinds), "class": indicator.data}
        | {name: getattr(indicator, name) for name in (*place, *matter)}
        | {"each": dict(indicator.each), "of": indicator.of, "unit_classes": list(indicator.unit_classes)}
        | {name: getattr(indicator, name) for name in ("base_year", "limit", "measured_in", "mode")}
        | {"entered_comparator": indicator.entered_comparator, "choices": [asdict(one) for one in indicator.choices]}
    )


def _baseline(baseline: Baseline) -> dict[str, Any]:
    told = {field.name: getattr(baseline, field.name) for field in fields(baseline)}
    return {"kind": ";".join(told.pop("kinds"))} | told


def _project(project: Project) -> dict[str, Any]:
    told = {field.name: getattr(project, field.name) for field in fields(project)}
    return {"kind": ";".join(told.pop("kinds"))} | told | {"numbers": dict(project.numbers)}


def _sentence(entry: Entry, plan_id: str, texts: Texts | None) -> dict[str, Any]:
    if texts is None:
        return {}
    passage = texts[plan_id].passage(entry) if plan_id in texts else None
    if passage is None:
        return {"sentence": None, "sentence_line": None, "moved": None}
    return {"sentence": passage.sentence, "sentence_line": passage.line, "moved": passage.moved}


def _template(arguments: argparse.Namespace) -> int:
    """Write the template, empty or filled with a plan."""
    from planner.plans.template import write_template

    _refuse_needless(arguments, "--out", "--text")
    plan = load_plan(arguments.plan) if arguments.plan else None
    write_template(Path(arguments.template), plan, replacing=arguments.replace)
    if arguments.json:
        print_json({"file": arguments.template, "plan": plan.id if plan else ""})
    say(f"已写好规划录入模板{f'({plan.name})' if plan else ''}:{arguments.template}")
    return 0


def _from_template(arguments: argparse.Namespace) -> int:
    """Make a plan file of a filled template."""
    from planner.plans.template_reading import import_template

    _refuse_needless(arguments, "--plan", "--text")
    if not arguments.out:
        raise UserError("没有说规划文件写到哪里", remedy="请加 --out 我的规划.toml")
    with Progress() as feedback:
        plan = import_template(
            Path(arguments.from_template), Path(arguments.out), replacing=arguments.replace, feedback=feedback
        )
    if arguments.json:
        counts = {name: len(getattr(plan, name)) for name in ("indicators", "baselines", "projects")}
        print_json({"file": arguments.out, "id": plan.id, "name": plan.name} | counts)
    say(f"已生成规划文件 {plan.name}({plan.id}),{len(plan.indicators)} 条指标:{arguments.out}")
    return 0


def _keep(arguments: argparse.Namespace) -> int:
    """Put a plan among the user's own."""
    _refuse_needless(arguments, "--plan", "--out", "--text")
    plan = keep_plan(Path(arguments.keep), replacing=arguments.replace)
    if arguments.json:
        print_json({"id": plan.id, "name": plan.name, "file": str(plan.path)})
    say(f"已收进自己的规划:{plan.name},以后用 --plan {plan.id}")
    return 0


def _forget(arguments: argparse.Namespace) -> int:
    """Take a plan out of the user's own."""
    _refuse_needless(arguments, "--plan", "--out", "--text", "--replace")
    remove_plan(arguments.forget)
    if arguments.json:
        print_json({"id": arguments.forget})
    say(f"已从自己的规划里移除 {arguments.forget}")
    return 0


def _norms(arguments: argparse.Namespace) -> int:
    """List the norms, which belong to no plan."""
    _refuse_needless(arguments, "--plan", "--out", "--text", "--replace")
    return list_norms(as_json=arguments.json)


def _refuse_needless(arguments: argparse.Namespace, *words: str) -> None:
    """Refuse what the job has no use for, rather than leave it aside without a word."""
    for word in words:
        if getattr(arguments, word.removeprefix("--")):
            raise UserError(f"这里用不着 {word}", remedy=f"请去掉 {word}；用法见 plans --help")


_JOBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "template": _template,
    "from_template": _from_template,
    "keep": _keep,
    "forget": _forget,
    "norms": _norms,
}

COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"plans": plans}
