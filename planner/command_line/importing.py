"""Commands that bring files into a region: import, what is in a file, templates, and the download when asked for."""

import argparse
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from layers.beside import refuse_existing, written_beside
from layers.decisions import Change, Decision, Match, Position
from layers.errors import UserError
from layers.foreign.reading import read_contents, refuse_needless
from layers.importing import ImportOptions, Prepared, prepare_import, write_import
from layers.region import Region
from layers.schema import ROLES
from planner.command_line.kind_words import kind_code
from planner.command_line.output import Progress, print_findings, print_json, print_table, put, say
from planner.plans.kinds import load_kinds

_PARTS = {"sheet": "工作表", "layer": "图层", "roads": "路网", "grid": "栅格"}
_ACTS = {"added": "新增", "changed": "更新", "gone": "文件里没有了", "same": "没有变化", "merged": "合并"}
_SHOWN = 10


def import_(arguments: argparse.Namespace) -> int:
    """Read a file into a region, or with --dry-run say what would come of it."""
    refuse_needless(arguments.source, layer=arguments.layer, sheet=arguments.sheet)
    with Progress() as feedback, Region.open(Path(arguments.file)) as region:
        prepared = prepare_import(region, Path(arguments.source), _options(arguments), feedback)
        if arguments.position:
            place = _at(prepared, arguments.position)
            options = replace(_options(arguments), crs=place.crs, datum=place.datum)
            prepared = prepare_import(region, Path(arguments.source), options, feedback)
        elif prepared.positions and prepared.blocking:
            _tell_positions(prepared)
        if not arguments.dry_run:
            write_import(region, prepared, feedback)
    if arguments.json:
        print_json(_as_dict(prepared, written=not arguments.dry_run))
    else:
        _print(prepared, written=not arguments.dry_run)
    return 1 if arguments.dry_run and prepared.blocking else 0


def _at(prepared: Prepared, number: int) -> Position:
    """The one of the places where a source may lie that the user picks."""
    if not 1 <= number <= len(prepared.positions):
        count = len(prepared.positions)
        what = f"只列出了 {count} 个位置" if count else "这个文件的位置没有疑问,不用选"
        raise UserError(what, where=prepared.file_name, remedy="请改正或去掉 --position")
    return prepared.positions[number - 1]


def _tell_positions(prepared: Prepared) -> None:
    for number, place in enumerate(prepared.positions, start=1):
        lon, lat = np.nanmean(place.lon), np.nanmean(place.lat)
        say(f"位置 {number}:{place.label},在东经 {lon:.2f}°、北纬 {lat:.2f}° 一带({place.reason})")
    say("用 --position 序号 选定其中一个")


def _options(arguments: argparse.Namespace) -> ImportOptions:
    return ImportOptions(
        role=arguments.role,
        level=arguments.level,
        kind=kind_code(arguments.kind) if arguments.kind else "",
        known_kinds={kind.code: kind.label for kind in load_kinds().values()},
        datum=arguments.datum,
        crs=arguments.crs,
        encoding=arguments.encoding,
        sheet=arguments.sheet,
        layer=arguments.layer,
        header=arguments.header,
        columns=_pairs(arguments.column, "--column", "字段=表头,如 --column name=机构名称"),
        units=_pairs(arguments.unit, "--unit", "写法=区划代码,如 --unit 桃仙=210112005000"),
        kinds={
            word: kind_code(kind)
            for word, kind in _pairs(arguments.word, "--word", "写法=类型,如 --word 颐养院=养老机构").items()
        },
        same=_pairs(arguments.same, "--same", "名称=编号,新设施写成 名称="),
        spread=arguments.spread,
        duplicates=arguments.duplicates,
        gone=arguments.gone,
        keep_personal=tuple(arguments.keep_personal),
        snap_metres=arguments.snap_metres,
        crossings=arguments.crossings,
        density=arguments.density,
        accept=tuple(arguments.accept),
        data_date=arguments.date or "",
        licence=arguments.licence,
    )


def _pairs(given: Sequence[str], option: str, form: str) -> dict[str, str]:
    broken = [pair for pair in given if "=" not in pair]
    if broken:
        raise UserError(f"{option} {broken[0]} 写得不对", remedy=f"应为 {form}")
    return dict(pair.split("=", 1) for pair in given)


def _as_dict(prepared: Prepared, *, written: bool) -> dict[str, Any]:
    """The import for `--json`."""
    return {
        "added": prepared.added,
        "skipped": prepared.skipped,
        "findings": [finding.as_dict() for finding in prepared.findings],
        "written": written,
        "role": prepared.options.role,
        "decisions": [asdict(decision) for decision in prepared.decisions],
        "matches": [asdict(match) for match in prepared.matches],
        "changes": [asdict(change) for change in prepared.changes if change.act != "same"],
        "positions": [
            {"label": one.label, "datum": one.datum, "crs": one.crs, "reason": one.reason, "score": one.score}
            for one in prepared.positions
        ],
    }


def _print(prepared: Prepared, *, written: bool) -> None:
    put(f"作为{ROLES[prepared.options.role]}")
    for decision in prepared.decisions:
        put(_decision_line(decision))
    doubtful = [match for match in prepared.matches if not match.sure]
    for match in doubtful[:_SHOWN]:
        put(_match_line(match))
    if len(doubtful) > _SHOWN:
        put(f"……还有 {len(doubtful) - _SHOWN} 个名称拿不准,加 --json 看全部")
    _print_changes(prepared.changes)
    print_findings(prepared.findings)
    if written:
        put(f"导入 {prepared.added} 条,未导入 {prepared.skipped} 条")
    else:
        put(f"将导入 {prepared.added} 条,不导入 {prepared.skipped} 条;这次只看,没有写入")


def _decision_line(decision: Decision) -> str:
    reason = f"({decision.chosen.reason})" if decision.chosen.reason else ""
    doubt = "" if decision.sure else " ← 请核对"
    others = "" if decision.sure else "".join(f";也可能是 {one.label}" for one in decision.others[:3])
    return f"{decision.label}:{decision.chosen.label}{reason}{doubt}{others}"


def _match_line(match: Match) -> str:
    likely = f"当作 {match.label}({match.reason})" if match.target else f"没有对上({match.reason})"
    others = "、".join(one.label for one in match.others[:3])
    return f"“{match.text}”{likely} ← 请核对{f';也可能是 {others}' if others else ''}"


def _print_changes(changes: Sequence[Change]) -> None:
    for act, label in _ACTS.items():
        names = [change.name for change in changes if change.act == act]
        if names and act != "same":
            more = f"等 {len(names)} 处" if len(names) > _SHOWN else ""
            put(f"{label} {len(names)}:{'、'.join(names[:_SHOWN])}{more}")


def contents(arguments: argparse.Namespace) -> int:
    """What is in a file: sheets, layers, members of an archive."""
    with Progress() as feedback:
        found = read_contents(arguments.source, encoding=arguments.encoding, feedback=feedback)
    if arguments.json:
        parts = [asdict(part) | {"sample": [list(row) for row in part.sample]} for part in found.parts]
        print_json({"kind": found.kind, "encoding": found.encoding, "parts": parts})
        return 0
    rows = [
        (
            part.name or "—",
            _PARTS.get(part.kind, part.kind) + ("(隐藏)" if part.hidden else ""),
            f"{part.rows}" if part.rows >= 0 else "—",
            "、".join(part.columns[:_SHOWN]),
        )
        for part in found.parts
    ]
    print_table(("名称", "种类", "行数", "列"), rows)
    return 0


def template(arguments: argparse.Namespace) -> int:
    """Write a workbook to be filled in."""
    from layers.importing.template import write_template

    out = Path(arguments.out)
    refuse_existing(out)
    units: list[tuple[str, str]] = []
    if arguments.file:
        with Region.open(Path(arguments.file)) as region:
            own = region.units()
            units = list(zip(own.code.tolist(), own.name.tolist(), strict=True))
    kinds = {kind.code: kind.label for kind in load_kinds().values()}
    write_template(out, arguments.role, kinds=kinds, units=units)
    if arguments.json:
        print_json({"file": str(out)})
    say(f"已写出{ROLES[arguments.role]}的导入模板:{out}")
    return 0


def download(arguments: argparse.Namespace) -> int:
    """Fetch what OpenStreetMap has on a region's ground: the one command that opens a connection."""
    from layers.download.area import outline_of
    from layers.download.downloading import download as fetch
    from layers.download.downloading import estimate
    from layers.download.settings import Settings

    with Region.open(Path(arguments.file)) as region:
        outline = outline_of(region.units())
    expected = estimate(outline, arguments.what)
    size = f"约 {expected.square_km:,.0f} 平方公里,{expected.requests} 次请求,不超过约 {expected.megabytes:,.0f} MB"
    if arguments.estimate:
        if arguments.json:
            print_json({"estimate": asdict(expected)})
        else:
            put(f"{size}。{expected.basis}")
        return 0
    say(f"将从 OpenStreetMap 下载:{size}")
    settings = Settings(server=arguments.server, proxy=arguments.proxy)
    with Progress() as feedback:
        got = fetch(outline, arguments.what, settings=settings, feedback=feedback, fresh=arguments.fresh)
    files = _laid_out(got.files, Path(arguments.out))
    if arguments.json:
        notes = [note.as_dict() for note in got.notes]
        print_json({"files": files, "date": got.date, "licence": got.licence, "findings": notes})
        return 0
    print_findings(got.notes)
    for name in files.values():
        put(f"{name}(数据时点 {got.date};导入时请加 --date {got.date} --licence “{got.licence}”)")
    return 0


def _laid_out(files: Mapping[str, Path], folder: Path) -> dict[str, str]:
    """Copies of what was downloaded, under plain names."""
    placed = {}
    for what, file in files.items():
        target = folder / f"osm-{what}{file.suffix}"
        refuse_existing(target)
        with written_beside(target) as beside:
            shutil.copyfile(file, beside)
        placed[what] = str(target)
    return placed


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "import": import_,
    "contents": contents,
    "template": template,
    "download": download,
}
