"""Plans from their files: `docs/plan-format.md` says how they are written."""

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from layers.errors import UserError
from planner.plans.baseline_reading import read_baseline
from planner.plans.fields import IDENTIFIER, Fields, Problem, raise_problems
from planner.plans.indicator_reading import YEARS, read_indicator
from planner.plans.kinds import Kind, load_kinds
from planner.plans.plan import Plan
from planner.plans.plan_files import bundled_files, known_ids, own_files, plan_file
from planner.plans.project_reading import read_project
from planner.plans.references import check_ids, check_references
from planner.plans.toml_file import TomlFile, read_toml

STATUSES = ("正式", "征求意见稿", "自拟")


def load_plan(id_or_path: str | Path) -> Plan:
    """A plan of the program or the user's own by its id, or any other by the path of its .toml file.

    Raises:
        UserError: there is no such plan, or its file has a fault.
    """
    text = str(id_or_path)
    if text.strip() and not re.fullmatch(IDENTIFIER, text):
        return read_plan(Path(text))
    path = plan_file(text) if text.strip() else None
    if path is None:
        raise UserError(f"没有规划“{text}”", remedy=f"可用的规划：{known_ids()}；自己的规划请写出 .toml 文件的路径")
    return read_plan(path) if text in bundled_files() else read_own_plan(path)


def load_plans() -> tuple[Plan, ...]:
    """The plans that come with the program and then the user's own, each in the order of their ids.

    A fault among the user's own costs only the plan it is in: `own_plans.own_problems` tells of it.
    """
    kinds = load_kinds()
    plans = [read_plan(path, kinds) for path in bundled_files().values()]
    for path in own_files().values():
        with suppress(UserError):
            plans.append(read_own_plan(path, kinds))
    return tuple(plans)


def read_own_plan(path: Path, kinds: dict[str, Kind] | None = None) -> Plan:
    """Read a plan from the folder of the user's own, where a file has the name of its plan's id.

    Raises:
        UserError: as `read_plan`; or the id is another, or that of a plan of the program.
    """
    plan = read_plan(path, kinds)
    if plan.id != path.stem:
        what = f"代号“{plan.id}”与文件名不一致"
        raise UserError(what, where=f"{path.name} id", remedy=f"请把文件改名为 {plan.id}.toml，或改正代号")
    if plan.id in bundled_files():
        raise UserError(f"代号“{plan.id}”与随程序带的规划相同", where=f"{path.name} id", remedy="请换一个代号")
    return plan


def read_plan(path: Path, kinds: dict[str, Kind] | None = None, _below: tuple[str, ...] = ()) -> Plan:
    """Read and check one plan file, and the plans above it.

    Raises:
        UserError: it has a fault; the message names file, line and key.
    """
    known = kinds or load_kinds()
    file, plan, above, problems = _read(path, known, _below)
    raise_problems(file, problems)
    superior = read_plan(above, known, (*_below, plan.id)) if above else None
    if superior and superior.id != plan.parent:
        where = f"{path.name} 第 {file.line_of((), 'parent')} 行 parent"
        raise UserError(f"{plan.parent}.toml 里的规划代号是“{superior.id}”", where=where, remedy="请改成一致的代号")
    return replace(plan, path=path, superior=superior)


def problems_in(path: Path) -> list[Problem]:
    """Everything that is wrong with a plan file, in the order it is found; the plans above it are not looked into.

    Raises:
        UserError: it cannot be read at all.
    """
    return _read(path, load_kinds(), ())[3]


def _read(
    path: Path, kinds: dict[str, Kind], below: tuple[str, ...]
) -> tuple[TomlFile, Plan, Path | None, list[Problem]]:
    """The file, the plan in it without its superior, the file of that, and what is wrong."""
    file = read_toml(path)
    problems: list[Problem] = []
    fields = Fields(file, (), file.table, problems)
    plan = _plan(fields, kinds)
    return file, plan, _superior(fields, path, (*below, plan.id)), problems


def _plan(fields: Fields, kinds: dict[str, Kind]) -> Plan:
    fields.whole("format", 1, 1)
    target_year = fields.whole("target_year", *YEARS)
    rows, baselines, projects = (fields.rows(key) for key in ("indicator", "baseline", "project"))
    plan = Plan(
        id=fields.text("id", pattern=IDENTIFIER),
        name=fields.text("name"),
        status=fields.text("status", allowed=STATUSES),
        region_code=fields.text("region_code", pattern="[0-9]{12}"),
        parent=fields.text("parent", "", pattern=IDENTIFIER),
        target_year=target_year,
        indicators=tuple(read_indicator(row, kinds, target_year) for row in rows),
        baselines=tuple(read_baseline(row, kinds) for row in baselines),
        projects=tuple(read_project(row, kinds) for row in projects),
    )
    check_ids([*rows, *baselines, *projects])
    check_references(rows, [*baselines, *projects])
    if not rows and not fields.problems:
        fields.wrong("indicator", "一条指标也没有", "每条指标以 [[indicator]] 开头")
    fields.finish()
    return plan


def _superior(fields: Fields, path: Path, below: tuple[str, ...]) -> Path | None:
    """The file of the superior plan."""
    parent = fields.table.get("parent")
    if not isinstance(parent, str) or not re.fullmatch(IDENTIFIER, parent):
        return None
    if parent in below:
        fields.wrong("parent", f"“{parent}”又成了自己的上级", "请检查各规划的 parent")
        return None
    above = plan_file(parent, beside=path)
    if above is None:
        remedy = f"把 {parent}.toml 放在同一文件夹，或改为 {known_ids()}，或去掉 parent"
        fields.wrong("parent", f"没有上级规划“{parent}”", remedy)
    return above
