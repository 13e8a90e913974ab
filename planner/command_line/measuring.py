"""Commands that measure a region: reach, brief; evaluate has a module of its own."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from layers.errors import UserError
from layers.region import Region
from layers.schema import GROUPS
from layers.storage_errors import storage_error
from planner.command_line.circles_file import check_circles_file, write_circles
from planner.command_line.evaluating import evaluate
from planner.command_line.kind_words import kind_code
from planner.command_line.output import Progress, figure, print_json, print_table, put
from planner.coverage.reach import Reach, ServiceStandard
from planner.coverage.reaching import reach_region
from planner.plans.kinds import load_kinds
from planner.plans.reading import load_plan
from planner.travel.modes import load_modes

DEFAULT_MINUTES = 15.0


def reach(arguments: argparse.Namespace) -> int:
    """Count the people whose way to the nearest facility is within the standard."""
    kind, standard = kind_code(arguments.kind), _standard(arguments)
    group = "population" if arguments.group == "total" else arguments.group
    if group not in GROUPS:
        raise UserError(f"没有“{group}”这个人群", remedy=f"可选:{'、'.join(GROUPS)}")
    if arguments.circles:
        check_circles_file(Path(arguments.circles), Path(arguments.file))
    with Progress() as feedback, Region.open(Path(arguments.file)) as region:
        result = reach_region(region, kind, standard, group, feedback)
        if arguments.circles:
            write_circles(region, result, Path(arguments.circles))
    if arguments.json:
        print_json(_reach(result))
        return 0
    _print_reach(result)
    return 0


def _standard(arguments: argparse.Namespace) -> ServiceStandard:
    modes = load_modes()
    if arguments.mode not in modes:
        known = "、".join(f"{mode.id}({mode.label})" for mode in modes.values())
        raise UserError(f"没有“{arguments.mode}”这种出行方式", remedy=f"--mode 可选:{known}")
    metres, minutes = arguments.metres, arguments.minutes
    limit = metres if metres is not None else DEFAULT_MINUTES if minutes is None else minutes
    if not (np.isfinite(limit) and limit > 0):
        raise UserError("限度必须是大于零的数", remedy="如 --minutes 15 或 --metres 1000")
    return ServiceStandard(limit, "minutes" if metres is None else "metres", arguments.mode)


def _reach(result: Reach) -> dict[str, Any]:
    low, high = result.bounds()
    return {
        "kind": result.kind,
        "group": result.group,
        "standard": asdict(result.standard),
        "total": result.total,
        "reached": result.reached,
        "share": result.share,
        "low": low,
        "high": high,
        "unreachable": result.unreachable,
        "units": [asdict(unit) | {"low": unit.low, "high": unit.high} for unit in result.units],
        "reconciliation": list(result.reconciliation),
        "notes": list(result.notes),
    }


def _print_reach(result: Reach) -> None:
    low, high = result.bounds()
    label, unit = load_kinds()[result.kind].label, {"minutes": "分钟", "metres": "米"}[result.standard.measured_in]
    mode = load_modes()[result.standard.mode].label
    put(f"{label} {result.standard.limit:g} {unit}({mode})覆盖率(人口):{_share(result.share, low, high)}")
    put(f"{GROUPS[result.group]} {result.total:,.0f},覆盖 {result.reached:,.0f},不可达 {result.unreachable:,.0f}")
    rows = [
        (u.code, u.name, figure(u.total), figure(u.reached), _percent(u.share), figure(u.unreachable))
        for u in result.units
        if u.level != "community"
    ]
    print_table(("代码", "单元", "人数", "覆盖", "覆盖率", "不可达"), rows)
    for line in (*result.notes, *result.reconciliation):
        put(line)


def _share(share: float, low: float, high: float) -> str:
    """A share, or from where to where it may lie when nobody knows where in their unit people live."""
    return _percent(share) if not low < high else f"{_percent(low)}–{_percent(high)}(按代表点算是 {_percent(share)})"


def _percent(share: float) -> str:
    return "—" if np.isnan(share) else f"{share:.1%}"


def brief(arguments: argparse.Namespace) -> int:
    """Write the briefing set."""
    from planner.briefing.assembling import brief_region

    plan, formats = load_plan(arguments.plan), _formats(arguments.formats)
    out = Path(arguments.out)
    with Progress() as feedback, Region.open(Path(arguments.file)) as region:
        try:
            files, reconciliation = brief_region(
                region, plan, out, formats=formats, year=arguments.year, feedback=feedback
            )
        except UserError as error:
            raise _in_chinese(error, out) from error
    if arguments.json:
        print_json({"files": [str(file) for file in files], "reconciliation": list(reconciliation)})
        return 0
    for file in files:
        put(str(file))
    for line in reconciliation:
        put(line)
    return 0


def _in_chinese(error: UserError, out: Path) -> UserError:
    """The same complaint, the system's English words in it replaced."""
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.strerror and cause.strerror in str(error):
        return storage_error(cause, out)
    return error


def _formats(text: str) -> Sequence[str]:
    formats = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = sorted(set(formats) - {"html", "xlsx"})
    if unknown or not formats:
        raise UserError(f"不能生成“{'、'.join(unknown) or text}”格式", remedy="--formats 可选:html、xlsx")
    return formats


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"evaluate": evaluate, "reach": reach, "brief": brief}
