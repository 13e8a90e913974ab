"""The user's own plans and the plans' texts; runs on a job's thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from layers.errors import UserError
from layers.feedback import Feedback
from planner.plans.plan import Plan
from planner.plans.plan_text import PlanText

TEMPLATE_SUFFIX = ".xlsx"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a plan file: where (line or cell and key), what, how to mend it."""

    where: str
    what: str
    remedy: str = ""


class FaultyPlanError(UserError):
    """A plan file or template with faults, all of them."""

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(first.what, where=f"{name} {first.where}".strip(), remedy=first.remedy)
        self.name, self.faults = name, faults


class KnownPlanError(UserError):
    """Among the user's own plans there is one with this id already."""


def import_plan(path: Path, feedback: Feedback, *, replacing: bool) -> Plan:
    """Put a plan file, or the plan of a filled template, among the user's own.

    Raises:
        FaultyPlanError: something in it is wrong.
        KnownPlanError: it would take the place of another.
        UserError: it cannot be kept.
    """
    if path.suffix.lower() != TEMPLATE_SUFFIX:
        _check(path)
        feedback.progress(0.5)
        return _keep(path, replacing=replacing)
    return _import_template(path, feedback, replacing=replacing)


def _check(path: Path) -> None:
    from planner.plans.reading import problems_in

    problems = problems_in(path)
    if problems:
        told = tuple(Fault(f"第 {one.line} 行 {one.key}", one.what, one.remedy) for one in problems)
        raise FaultyPlanError(path.name, told)


def _keep(path: Path, *, replacing: bool) -> Plan:
    from planner.plans.own_plans import keep_plan
    from planner.plans.plan_files import own_files
    from planner.plans.reading import read_plan

    plan = read_plan(path)
    kept = own_files().get(plan.id)
    if kept and kept.resolve() != path.resolve() and not replacing:
        raise KnownPlanError(f"自己的规划里已有代号“{plan.id}”", where=path.name, remedy="请改用别的代号")
    return keep_plan(path, replacing=replacing)


def _import_template(path: Path, feedback: Feedback, *, replacing: bool) -> Plan:
    import tempfile

    from planner.plans.template_reading import import_template

    with tempfile.TemporaryDirectory(prefix="yike-") as folder:
        made = Path(folder) / f"{path.stem}.toml"
        try:
            import_template(path, made, feedback=feedback)
        except UserError as error:
            raise FaultyPlanError(path.name, _faults(error, path.name)) from error
        return _keep(made, replacing=replacing)


def _faults(error: UserError, name: str) -> tuple[Fault, ...]:
    """The first fault is told in full, the others behind it by place."""
    remedy, _, others = error.remedy.partition("另有 ")
    first = Fault(error.where.removeprefix(name).strip(), error.what, remedy.rstrip("。"))
    more = others.partition(" 处：")[2].removesuffix(" 等").split("；") if others else []
    pairs = (one.partition("：") for one in more if one)
    return (first, *(Fault(where, what) if what else Fault("", where) for where, _, what in pairs))


def write_plan_template(path: Path, plan: Plan | None, feedback: Feedback) -> Path:
    """Write the template to fill in, empty or filled with a plan; the chooser of files asked before replacing."""
    from planner.plans.template import write_template

    feedback.progress(0.1)
    write_template(path, plan, replacing=True)
    return path


def read_texts(plan: Plan, chosen: Mapping[str, Path]) -> tuple[tuple[str, PlanText], ...]:
    """The texts of a plan and those above it, as far as they are at hand: chosen by the user or beside the plan's file.

    A text that can no longer be read is as good as none.
    """
    found: list[tuple[str, PlanText]] = []
    one: Plan | None = plan
    while one is not None:
        text = _text(one, chosen.get(one.id))
        if text is not None:
            found.append((one.id, text))
        one = one.superior
    return tuple(found)


def _text(plan: Plan, chosen: Path | None) -> PlanText | None:
    from planner.plans.plan_text import text_of

    try:
        return PlanText.read(chosen, plan) if chosen else text_of(plan)
    except UserError:
        return None
