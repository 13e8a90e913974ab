"""Commands that make, fill and check a region."""

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from layers import codes
from layers.beside import refuse_existing, written_beside
from layers.errors import UserError
from layers.region import Region
from layers.region_writer import now
from layers.resources import sample_region
from layers.schema import GROUPS
from layers.tables import ManualValue, Units
from planner.command_line.output import Progress, figure, print_findings, print_json, put, say
from planner.coverage.by_hand import TARGET_SUFFIX
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.reading import load_plan


def sample(arguments: argparse.Namespace) -> int:
    """Copy a sample region."""
    samples, out = {path.stem: path for path in sample_region("").parent.glob("*.gpkg")}, Path(arguments.out)
    if arguments.name not in samples:
        raise UserError(f"没有“{arguments.name}”这个示例", remedy=f"可用的示例:{'、'.join(sorted(samples))}")
    refuse_existing(out)
    with written_beside(out) as beside:
        shutil.copyfile(samples[arguments.name], beside)
    if arguments.json:
        print_json({"file": str(out)})
    say(f"已复制示例区域(虚构数据,仅供试用):{out}")
    return 0


def new(arguments: argparse.Namespace) -> int:
    """Make an empty region that knows its own unit."""
    try:
        code = codes.normalise(arguments.code)
    except ValueError:
        raise UserError(f"“{arguments.code}”不是区划代码", remedy="请填 6 位或 12 位数字,如 210112") from None
    if not arguments.name.strip():
        raise UserError("区域名称是空的", remedy="请用 --name 填写名称,如 浑南区")
    created = Region.create(Path(arguments.file), name=arguments.name.strip(), code=code)
    with created as region, region.writing("建立区域", undoable=False) as writer:
        writer.put_units(_own_unit(arguments.name.strip(), code), None)
    if arguments.json:
        print_json({"file": arguments.file, "name": arguments.name.strip(), "code": code})
    say(f"已建立空区域 {arguments.name.strip()}({code}):{arguments.file}")
    return 0


def _own_unit(name: str, code: str) -> Units:
    level = codes.level_of(code)
    klass = codes.class_by_name(name, level) or codes.class_of(code, level)
    return Units(
        code=np.array([code]),
        name=np.array([name]),
        level=np.array([level]),
        parent=np.array([""]),
        klass=np.array([klass]),
        provisional=np.array([False]),
        households=np.array([np.nan]),
        population={group: np.array([np.nan]) for group in GROUPS},
        geometry=np.array([None], dtype=object),
    )


def check(arguments: argparse.Namespace) -> int:
    """List everything that checking finds."""
    from planner.checking.checking import check_region

    with Progress() as feedback, Region.open(Path(arguments.file)) as region:
        findings = check_region(region, feedback)
    if arguments.json:
        print_json({"findings": [finding.as_dict() for finding in findings]})
    else:
        print_findings(findings)
        put(f"共 {len(findings)} 项")
    return 1 if any(finding.severity == "blocking" for finding in findings) else 0


def enter(arguments: argparse.Namespace) -> int:
    """Enter a figure that the map cannot answer."""
    plan = load_plan(arguments.plan)
    indicator, wanted = _indicator_to_enter(plan, arguments.indicator), arguments.indicator
    if not np.isfinite(arguments.value):
        raise UserError("数值不是有限的数", remedy="请填一个数字")
    value = ManualValue(plan.id, wanted, arguments.year, arguments.value, arguments.by, now(), arguments.basis)
    name = indicator.name + ("(目标值)" if wanted != indicator.id else "")
    with Region.open(Path(arguments.file)) as region, region.writing(f"填写指标:{name}") as writer:
        writer.set_manual_value(value)
    if arguments.json:
        print_json({"indicator": wanted, "value": value.value, "year": value.year})
    say(f"已填写 {name} {arguments.year} 年:{figure(value.value, indicator.unit)}")
    return 0


def _indicator_to_enter(plan: Plan, word: str) -> Indicator:
    """The indicator that a figure, or with `.target` the target that the plan leaves open, is entered for."""
    try:
        indicator = plan.indicator(word.removesuffix(TARGET_SUFFIX))
    except KeyError:
        known = "、".join(indicator.id for indicator in plan.indicators)
        raise UserError(f"规划里没有“{word}”这个指标", remedy=f"可用的指标:{known}") from None
    if word.endswith(TARGET_SUFFIX) and indicator.comparator != "text":
        remedy = f"现值请填到 {indicator.id}"
        raise UserError(f"{indicator.name}的目标已由规划写定({indicator.printed}),不用填写", remedy=remedy)
    return indicator


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "sample": sample,
    "new": new,
    "check": check,
    "enter": enter,
}
