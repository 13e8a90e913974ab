"""Plans from their files: `docs/plan-format.md` says how they are written."""

import re
from pathlib import Path

from layers.errors import UserError
from layers.resources import resource
from planner.plans.fields import IDENTIFIER, Fields, Problem, raise_problems
from planner.plans.indicator import Plan
from planner.plans.indicator_reading import YEARS, read_indicator
from planner.plans.kinds import Kind, load_kinds
from planner.plans.toml_file import read_toml

_STATUSES = ("正式", "征求意见稿", "自拟")


def load_plan(id_or_path: str | Path) -> Plan:
    """A plan that comes with the program by its id, or one's own by the path of its .toml file.

    Raises:
        UserError: there is no such plan, or its file has a fault.
    """
    text = str(id_or_path)
    if not re.fullmatch(IDENTIFIER, text):
        return read_plan(Path(text))
    path = resource("plans", f"{text}.toml")
    if not path.is_file():
        known = "、".join(sorted(file.stem for file in resource("plans").glob("*.toml")))
        raise UserError(f"没有规划“{text}”", remedy=f"可用的规划：{known}；自己的规划请写出 .toml 文件的路径")
    return read_plan(path)


def load_plans() -> tuple[Plan, ...]:
    """The plans that come with the program, in the order of their ids."""
    kinds = load_kinds()
    return tuple(read_plan(path, kinds) for path in sorted(resource("plans").glob("*.toml")))


def read_plan(path: Path, kinds: dict[str, Kind] | None = None) -> Plan:
    """Read and check one plan file.

    Raises:
        UserError: it has a fault; the message names file, line and key.
    """
    file = read_toml(path)
    problems: list[Problem] = []
    plan = _plan(Fields(file, (), file.table, problems), kinds or load_kinds())
    raise_problems(file, problems)
    return plan


def _plan(fields: Fields, kinds: dict[str, Kind]) -> Plan:
    fields.whole("format", 1, 1)
    target_year = fields.whole("target_year", *YEARS)
    rows = fields.rows("indicator")
    indicators = tuple(read_indicator(row, kinds, target_year) for row in rows)
    _check_ids(rows)
    plan = Plan(
        id=fields.text("id", pattern=IDENTIFIER),
        name=fields.text("name"),
        status=fields.text("status", allowed=_STATUSES),
        region_code=fields.text("region_code", pattern="[0-9]{12}"),
        parent=fields.text("parent", "", pattern=IDENTIFIER),
        target_year=target_year,
        indicators=indicators,
    )
    if not rows and not fields.problems:
        fields.wrong("indicator", "一条指标也没有", "每条指标以 [[indicator]] 开头")
    fields.finish()
    return plan


def _check_ids(rows: list[Fields]) -> None:
    lines: dict[str, int] = {}
    for row in rows:
        name = row.table.get("id")
        if not isinstance(name, str):
            continue
        if name in lines:
            row.wrong("id", f"“{name}”与第 {lines[name]} 行重复")
        lines.setdefault(name, row.file.line_of(row.place, "id"))
