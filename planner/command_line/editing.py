"""Commands that change what is in a region: mending, undoing, the log, placing."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import shapely

from layers.errors import UserError
from layers.matching.names import fold_text
from layers.projection import check_degrees
from layers.region import Region
from layers.tables import Facilities, Units
from planner.command_line.output import Progress, print_findings, print_json, print_table, put, say

_AROUND = 0.5
"""Degrees about the region within which a facility may still serve it: about 50 km."""


def undo(arguments: argparse.Namespace) -> int:
    """Take back the newest edit."""
    with Region.open(Path(arguments.file)) as region:
        text = region.undo()
    return _done(arguments, f"已撤销:{text}", text)


def redo(arguments: argparse.Namespace) -> int:
    """Do again what was taken back last."""
    with Region.open(Path(arguments.file)) as region:
        text = region.redo()
    return _done(arguments, f"已重做:{text}", text)


def _done(arguments: argparse.Namespace, told: str, text: str) -> int:
    if arguments.json:
        print_json({"edit": text})
    say(told)
    return 0


def log(arguments: argparse.Namespace) -> int:
    """What was done to a region, the newest first."""
    with Region.open(Path(arguments.file)) as region:
        edits = region.edits()
    if arguments.json:
        print_json({"edits": [asdict(edit) for edit in edits]})
        return 0
    states = [("已撤销" if edit.undone else "可撤销" if edit.can_undo else "") for edit in edits]
    rows = [(edit.at, edit.text, state) for edit, state in zip(edits, states, strict=True)]
    print_table(("时间(世界时)", "操作", ""), reversed(rows))
    return 0


def mend(arguments: argparse.Namespace) -> int:
    """Mend what one click mends, or list what can be mended."""
    from planner.checking.mending import MENDS, mend_all_safe
    from planner.checking.mending import mend as mend_one

    unknown = [code for code in arguments.mend if code not in MENDS]
    if unknown:
        known = "、".join(f"{code}({one.label})" for code, one in MENDS.items())
        raise UserError(f"没有“{unknown[0]}”这种修复", remedy=f"可用的修复:{known}")
    if not (arguments.mend or arguments.safe):
        raise UserError("没有说修什么", remedy="请写修复的代号,或加 --safe 修复全部可以放心修的", option="--safe")
    with Progress() as feedback, Region.open(Path(arguments.file)) as region:
        feedback.progress(0.0, "正在修复")
        done = [mend_one(region, code) for code in arguments.mend]
        done += mend_all_safe(region) if arguments.safe else []
    if arguments.json:
        print_json({"mended": [asdict(one) for one in done]})
        return 0
    for one in done:
        put(one.text)
    say("可以用 undo 命令逐步撤销" if any(one.changed for one in done) else "没有需要修复的")
    return 0


def place(arguments: argparse.Namespace) -> int:
    """Give a facility its place, or its unit."""
    if (arguments.lon is None) != (arguments.lat is None) or (arguments.lon is None and not arguments.unit):
        raise UserError("没有说放在哪里", remedy="请给出 --lon 和 --lat,或 --unit 区划代码")
    with Region.open(Path(arguments.file)) as region:
        facilities = region.facilities()
        row = _row_of(facilities, arguments.id, arguments.file)
        key, name = str(facilities.id[row]), str(facilities.name[row])
        if arguments.unit and arguments.unit not in region.units().row_of:
            raise UserError(f"没有代码为“{arguments.unit}”的行政单元", remedy="请填 12 位区划代码")
        if arguments.lon is not None:
            _check_place(arguments.lon, arguments.lat, region.units())
        with region.writing(f"设施定位:{name}") as writer:
            if arguments.lon is not None:
                writer.set_facility_place(key, arguments.lon, arguments.lat)
            if arguments.unit:
                writer.set_facility_unit(key, arguments.unit)
    return _done(arguments, f"已为 {name} 定位", f"设施定位:{name}")


def _row_of(facilities: Facilities, text: str, where: str) -> int:
    """The row of a facility by its id, or by a name that it alone has.

    Raises:
        UserError: there is none, or there are several.
    """
    folded = fold_text(text)
    by_name = (row for row, name in enumerate(facilities.name.tolist()) if fold_text(name) == folded)
    rows = np.flatnonzero(facilities.id == text).tolist() or list(by_name)
    if not rows:
        raise UserError(f"没有编号或名称为“{text}”的设施", where=where, remedy="名称和编号见 check 命令")
    if len(rows) > 1:
        listed = "、".join(f"{facilities.id[row]}({facilities.unit_code[row] or '不知所属单元'})" for row in rows[:10])
        raise UserError(f"有 {len(rows)} 处设施都叫“{text}”", where=where, remedy=f"请改写编号:{listed}")
    return int(rows[0])


def _check_place(lon: float, lat: float, units: Units) -> None:
    """Refuse a place that is not on earth, or far from the region, where its outlines tell.

    Raises:
        UserError: that is so.
    """
    shapes = [shape for shape in units.geometry if shape is not None]
    box = shapely.total_bounds(shapes) if shapes else np.array([-180.0, -90.0, 180.0, 90.0])
    west, south, east, north = (box + np.array([-_AROUND, -_AROUND, _AROUND, _AROUND])).tolist()

    def fits(x: float, y: float) -> bool:
        return bool(check_degrees(np.array([x]), np.array([y]))[0]) and west <= x <= east and south <= y <= north

    if not fits(lon, lat):
        remedy = "经度和纬度写反了,请对调" if fits(lat, lon) else "请核对经度和纬度"
        raise UserError(f"经度 {lon:g}、纬度 {lat:g} 不在区域里,也不在它附近", remedy=remedy)


def spread(arguments: argparse.Namespace) -> int:
    """Make points of the totals of the units: along the roads, or evenly."""
    from layers.importing import spread_totals, write_import

    with Progress() as feedback, Region.open(Path(arguments.file)) as region:
        prepared = spread_totals(region, arguments.method)
        write_import(region, prepared, feedback)
    if arguments.json:
        found = [finding.as_dict() for finding in prepared.findings]
        print_json({"added": prepared.added, "findings": found})
        return 0
    print_findings(prepared.findings)
    put(f"分摊成 {prepared.added} 个人口点")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "undo": undo,
    "redo": redo,
    "log": log,
    "mend": mend,
    "place": place,
    "spread": spread,
}
