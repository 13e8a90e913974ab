"""The user's own plans: kept in a folder of the user's, found by their ids like those of the program."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from layers.beside import written_beside
from layers.errors import UserError
from layers.storage_errors import storage_error
from planner.plans.kinds import load_kinds
from planner.plans.plan import Plan
from planner.plans.plan_files import SUFFIX, bundled_files, own_files, own_folder
from planner.plans.plan_text import text_of
from planner.plans.reading import read_own_plan, read_plan

__all__ = ["keep_plan", "own_folder", "own_problems", "remove_plan"]

_TEXT = ".txt"


def own_problems() -> tuple[UserError, ...]:
    """What is wrong with files among the user's own plans; each costs only its own plan."""
    kinds = load_kinds()
    problems: list[UserError] = []
    for path in own_files().values():
        try:
            read_own_plan(path, kinds)
        except UserError as error:
            problems.append(error)
    return tuple(problems)


def keep_plan(path: Path, *, replacing: bool = False) -> Plan:
    """Put a copy of a plan file among the user's own plans, with the .txt of the plan's text that lies beside it.

    Args:
        replacing: whether it may take the place of an own plan with its id.

    Raises:
        UserError: the file or the text has a fault, the id is taken, the plan above it would not be found,
            or the copy cannot be written.
    """
    plan = read_plan(path)
    _check_id(plan, path, replacing=replacing)
    text_of(plan)
    target = own_folder() / f"{plan.id}{SUFFIX}"
    _copy(path, target)
    return replace(plan, path=target, superior=read_own_plan(target).superior)


def remove_plan(plan_id: str) -> None:
    """Take a plan out of the user's own, with the text beside it; a file with a fault too.

    Raises:
        UserError: there is none of this id, another own plan builds on it, or it cannot be removed.
    """
    path = own_files().get(plan_id)
    if path is None:
        what = f"自己的规划里没有“{plan_id}”"
        own = "、".join(own_files())
        remedy = "随程序带的规划不能移除" if plan_id in bundled_files() else f"可移除的：{own}" if own else ""
        raise UserError(what, remedy=remedy)
    if below := _below(plan_id):
        raise UserError(
            f"“{plan_id}”是{below}的上级规划", where=path.name, remedy=f"请先移除 {below}，或改掉它的 parent"
        )
    try:
        path.unlink()
        path.with_suffix(_TEXT).unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(error, path) from error


def _check_id(plan: Plan, path: Path, *, replacing: bool) -> None:
    where = f"{path.name} id"
    if plan.id in bundled_files():
        remedy = f"请改用别的代号，如 {plan.id}_2"
        raise UserError(f"代号“{plan.id}”与随程序带的规划相同", where=where, remedy=remedy)
    kept = own_files().get(plan.id)
    if kept and kept.resolve() == path.resolve():
        raise UserError(f"规划“{plan.id}”已经在自己的规划里", where=path.name, remedy="不用再收一次")
    if kept and not replacing:
        remedy = f"请先移除原来的 {plan.id}，或改用别的代号"
        raise UserError(f"自己的规划里已有代号“{plan.id}”", where=where, remedy=remedy)


def _copy(path: Path, target: Path) -> None:
    """Plan and text take their places together, once the copy reads the same where it lies."""
    text = path.with_suffix(_TEXT)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            beside = stack.enter_context(written_beside(target))
            beside.write_bytes(path.read_bytes())
            _check_above(read_plan(path), path, beside)
            if text.is_file():
                stack.enter_context(written_beside(target.with_suffix(_TEXT))).write_bytes(text.read_bytes())
        if not text.is_file():  # that of a plan it took the place of
            target.with_suffix(_TEXT).unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(error, target) from error


def _check_above(plan: Plan, path: Path, copy: Path) -> None:
    """The plan above must be found from the folder of the user's own too, and be the same."""
    where = f"{path.name} parent"
    try:
        above = read_plan(copy).superior
    except UserError as error:
        remedy = f"请先把上级规划 {plan.parent} 收进来"
        raise UserError(f"收进来以后找不到上级规划“{plan.parent}”", where=where, remedy=remedy) from error
    if _bare(above) != _bare(plan.superior):
        remedy = "请给旁边那一份换一个代号并先收进来，或把它移走"
        raise UserError(f"旁边的上级规划“{plan.parent}”与程序里的不是同一份", where=where, remedy=remedy)


def _bare(plan: Plan | None) -> Plan | None:
    """The plan without the places its files lie in."""
    return replace(plan, path=None, superior=_bare(plan.superior)) if plan else None


def _below(plan_id: str) -> str:
    """The ids of own plans that name this one as the plan above them."""
    found: list[str] = []
    for other, path in own_files().items():
        try:
            named = read_plan(path).parent == plan_id and other != plan_id
        except UserError:  # a broken plan builds on nothing
            continue
        if named:
            found.append(other)
    return "、".join(found)
