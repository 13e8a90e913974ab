"""One import: a foreign file understood and checked, shown to whoever asks, and written as one transaction."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from layers.datum import to_wgs84
from layers.decisions import Preview
from layers.errors import UserError
from layers.feedback import Feedback, Part, Silent
from layers.finding import SEVERITY_LABELS, Finding
from layers.foreign.answer import Features
from layers.foreign.reading import read_contents, read_features, read_grid, read_roads
from layers.foreign.sniff import kind_of
from layers.importing.facilities.facilities import read_facilities
from layers.importing.options import (
    CROSSINGS,
    DATUMS,
    DUPLICATES,
    GONE,
    SPREADS,
    ImportOptions,
    ImportResult,
    refuse_blocking,
)
from layers.importing.people.demand import DemandRead, demand_of_grid, read_demand, spread_region
from layers.importing.prepared import Prepared
from layers.importing.sites import read_candidates, read_zones
from layers.importing.surroundings import Surroundings
from layers.importing.understanding import understand
from layers.importing.understood import Understood
from layers.importing.units.units import UnitsRead, read_units
from layers.region import Region
from layers.region_writer import Writer
from layers.schema import GROUPS, LEVELS, ROLES
from layers.spreads import SPREAD_LABELS
from layers.tables import Demand, Roads

_SEVERITIES = tuple(SEVERITY_LABELS)
_KINDS = {"osm": "roads", "overpass": "roads", "geotiff": "grid"}
_CONTAINERS = ("zip", "tar", "gzip", "folder")
_ONLY = {"roads": ("roads", "layer"), "demand": ("grid", "layer", "sheet"), "": None} | dict.fromkeys(
    ("units", "facilities", "candidates", "zones"), ("layer", "sheet")
)
"""The parts of a container that may hold a role."""
MOST_ROADS_SHOWN = 20_000
LONGEST_PART_NAME = 60
LEAST_KEPT = 0.5
"""Of what is replaced: less is a part of the region rather than a newer edition."""
_YES_OR_NO = {"": None, "yes": True, "no": False}


def import_file(region: Region, path: Path, options: ImportOptions, feedback: Feedback | None = None) -> ImportResult:
    """Read a foreign file, check it, and add its rows to the region: all of them or nothing.

    Args:
        region: an open region, whose file is changed.
        path: the foreign file; it is only read.

    Raises:
        UserError: the file or the options cannot be used; the region is as it was.
        Cancelled: the region is as it was.
    """
    feedback = feedback or Silent()
    prepared = prepare_import(region, path, options, Part(feedback, 0.0, 0.8))
    return write_import(region, prepared, Part(feedback, 0.8, 1.0))


def prepare_import(region: Region, path: Path, options: ImportOptions, feedback: Feedback | None = None) -> Prepared:
    """Read a foreign file and find out what it is and what it would change; the region stays as it is.

    Raises:
        UserError: the file or the options cannot be used.
        Cancelled: by `feedback`.
    """
    feedback = feedback or Silent()
    _check_options(options)
    feedback.progress(0.0, f"正在读取 {path.name}")
    around = Surroundings(region)
    kind = _kind_inside(path, options)
    if kind == "grid":
        prepared = _grid(path, options, around, feedback)
    elif kind == "roads":
        prepared = _roads(path, options, around, feedback)
    else:
        prepared = _table(path, options, around, feedback)
    found = sorted(prepared.findings, key=lambda finding: _SEVERITIES.index(finding.severity))
    return replace(prepared, findings=tuple(found))


def write_import(region: Region, prepared: Prepared, feedback: Feedback | None = None) -> ImportResult:
    """Write what was prepared, as one edit of the region that can be undone.

    Raises:
        BlockedError: something blocks it that was not accepted; the region is as it was.
        UserError: the file cannot be written; the region is as it was.
        Cancelled: the region is as it was.
    """
    feedback = feedback or Silent()
    options, findings = prepared.options, list(prepared.findings)
    refuse_blocking(findings, options.accept)
    feedback.progress(0.0, "正在写入区域文件")
    with region.writing(f"导入{ROLES[options.role]}:{prepared.file_name}") as writer:
        source = writer.add_source(
            options.role,
            prepared.file_name,
            detail=prepared.detail,
            sha256=prepared.sha256,
            data_date=options.data_date,
            licence=options.licence,
            rows=prepared.added,
            options=options.told(),
        )
        prepared.write(writer, source)
        writer.add_findings(findings, source, options.accept)
        feedback.progress(0.9, "正在保存")
    return ImportResult(prepared.added, prepared.skipped, prepared.findings)


def _kind_inside(path: Path, options: ImportOptions) -> str:
    """What the file holds, or the part of an archive or a folder that will be read: roads, grid or a table."""
    file, kind = kind_of(path)
    if kind.name not in _CONTAINERS:
        return _KINDS.get(kind.name, "table")
    parts = read_contents(file, encoding=options.encoding).parts
    wanted = [part for part in parts if part.name == options.layer] if options.layer else list(parts)
    fitting = _ONLY.get(options.role)
    found = next((part.kind for part in wanted if fitting is None or part.kind in fitting), "")
    return found if found in ("roads", "grid") else "table"


def spread_totals(region: Region, method: str) -> Prepared:
    """The totals of the units made points without a file, ready to be written with `write_import`.

    Args:
        method: "roads" or "even".

    Raises:
        UserError: no unit has both people and an outline; or there are no roads.
    """
    around = Surroundings(region)
    prepared = _demand(spread_region(around, method), ImportOptions("demand", spread=method), around)
    return replace(prepared, file_name=SPREAD_LABELS[method])


def _check_options(options: ImportOptions) -> None:
    kinds = dict(options.known_kinds)
    for value, choices, what, option in (
        (options.role, ROLES, "这种数据", "--as"),
        (options.datum, DATUMS, "这种坐标", "--datum"),
        (options.kind, kinds, "这种设施类型", "--kind"),
        (options.level, dict.fromkeys(LEVELS, ""), "这一级行政单元", "--level"),
        (options.density, _YES_OR_NO, "这种答复", "--density"),
        (options.crossings, dict.fromkeys(CROSSINGS, ""), "这种接法", "--crossings"),
        (options.spread, dict.fromkeys(SPREADS, ""), "这种分摊办法", "--spread"),
        (options.duplicates, dict.fromkeys(DUPLICATES, ""), "这种处理重复的办法", "--duplicates"),
        (options.gone, dict.fromkeys(GONE, ""), "这种处理减少项的办法", "--gone"),
    ):
        if value and value not in choices:
            listed = "、".join(f"{code}({label})" if label else code for code, label in choices.items())
            raise UserError(f"没有“{value}”{what}", remedy=f"可选:{listed}", option=option)


def _table(path: Path, options: ImportOptions, around: Surroundings, feedback: Feedback) -> Prepared:
    features = _features(path, options, Part(feedback, 0.0, 0.6))
    feedback.progress(0.6, "正在辨认各列和位置")
    understood = understand(features, options, around, _where(path, features))
    feedback.progress(0.7, "正在核对")
    role = understood.options.role
    if role == "roads":
        return _road_lines(path, understood, around, Part(feedback, 0.7, 1.0))
    if role == "units":
        prepared = _units(understood, around)
    elif role == "facilities":
        prepared = _facilities(understood, around)
    elif role == "demand":
        prepared = _demand(read_demand(understood, around), understood.options, around)
    else:
        prepared = _candidates(understood) if role == "candidates" else _zones(understood)
    return _completed(prepared, understood, path)


def _features(path: Path, options: ImportOptions, feedback: Feedback) -> Features:
    return read_features(
        path,
        layer=options.layer,
        sheet=options.sheet,
        header=options.header,
        encoding=options.encoding,
        crs=options.crs,
        feedback=feedback,
    )


def _where(path: Path, features: Features) -> str:
    part = " ".join((features.sheet or features.layer).split())[:LONGEST_PART_NAME]
    return f"{path.name} / {part}" if part else path.name


def _completed(prepared: Prepared, understood: Understood, path: Path) -> Prepared:
    """With what was found out about the source as a whole."""
    return replace(
        prepared,
        file_name=path.name,
        sha256=understood.features.sha256,
        findings=(*understood.findings, *prepared.findings),
        decisions=(*understood.decisions, *prepared.decisions),
        positions=understood.positions,
    )


def _people_stale(read: UnitsRead, around: Surroundings) -> list[Finding]:
    """Totals that were spread over demand points have changed: the points still hold the old ones."""
    spread = next((one.options.get("spread", "") for one in reversed(around.sources) if one.role == "demand"), "")
    labels = set(GROUPS.values())
    changed = [change.key for change in read.changes if change.act == "changed" and labels & set(change.after)]
    if not changed or spread not in SPREAD_LABELS:
        return []
    message = f"{len(changed)} 个单元的人口变了,而人口点是由原来的总数{SPREAD_LABELS[spread]}得到的"
    why = "覆盖的人数仍按原来的人口点计算"
    return [Finding("warning", "spread_stale", message, tuple(changed[:50]), "导入后请重新分摊", why, "units")]


def _units(understood: Understood, around: Surroundings) -> Prepared:
    read = read_units(understood, around)

    def write(writer: Writer, source: int) -> None:
        writer.recode_units(read.recoded)  # first: what was kept under an old code goes along
        writer.put_units(read.units, source)
        writer.set_parents(read.adopted)
        writer.add_aliases(read.aliases)

    levels = [level for level in LEVELS if (read.units.level == level).any()]
    return Prepared(
        "",
        understood.options,
        len(read.units),
        read.skipped,
        (*read.findings, *_people_stale(read, around)),
        write,
        decisions=read.decisions,
        matches=read.matches,
        changes=read.changes,
        preview=read.preview,
        detail=";".join(levels),
    )


def _facilities(understood: Understood, around: Surroundings) -> Prepared:
    read = read_facilities(understood, around)

    def write(writer: Writer, source: int) -> None:
        writer.put_facilities(read.facilities, source)
        if understood.options.gone == "remove":
            writer.remove_facilities(read.gone)

    kinds = ";".join(sorted({kind for own in read.facilities.kinds for kind in own}))
    return Prepared(
        "",
        understood.options,
        len(read.facilities),
        read.skipped,
        tuple(read.findings),
        write,
        decisions=read.decisions,
        matches=read.matches,
        changes=read.changes,
        preview=read.preview,
        detail=kinds,
    )


def _demand(read: DemandRead, options: ImportOptions, around: Surroundings) -> Prepared:
    findings = [*read.findings, *_replaced_people(around.region.demand(), read.demand)]
    return Prepared(
        "",
        replace(options, spread=read.spread or options.spread),
        len(read.demand),
        read.skipped,
        tuple(findings),
        lambda writer, source: writer.replace_demand(read.demand, source),
        decisions=read.decisions,
        matches=read.matches,
        preview=read.preview,
    )


def _replaced_people(old: Demand, new: Demand) -> list[Finding]:
    """What becomes of the people there are: two sources would count them twice, so a new one takes the place of all."""
    if not len(old):
        return []
    before, after = (float(np.nansum(one.weight.get("population", np.zeros(0)))) for one in (old, new))
    told = f"区域里原有的 {len(old)} 个需求点({before:,.0f} 人)将由这个文件的 {len(new)} 个({after:,.0f} 人)替换"
    if after < before * LEAST_KEPT:
        why = "只有一部分区域的文件会把其余的人口也替换掉"
        remedy = "请先把各部分合成一个文件再导入;确实以这个文件为准时再确认"
        return [Finding("blocking", "demand_shrinks", f"{told},人口少了一半以上", (), remedy, why)]
    return [Finding("warning", "demand_replaced", told, (), "不对时可以撤销")]


def _replaced_roads(old: Roads | None, new: Roads) -> list[Finding]:
    if old is None or not len(old):
        return []
    told = f"区域里原有的路网({len(old):,} 段)将由这个文件的 {len(new):,} 段替换"
    why = "只有一部分区域的路网会让其余地方的人都走不到"
    return [
        Finding("warning", "roads_replaced", told, (), "不是整个区域的路网时请撤销,把各部分合成一个文件再导入", why)
    ]


def _grid(path: Path, options: ImportOptions, around: Surroundings, feedback: Feedback) -> Prepared:
    options = _as_role(options, "demand", path, "人口栅格")
    density = _YES_OR_NO[options.density]
    told = Part(feedback, 0.0, 0.8)
    grid = read_grid(path, layer=options.layer, crs=options.crs, bounds=around.bounds, density=density, feedback=told)
    prepared = _demand(demand_of_grid(grid, options, around), options, around)
    return replace(prepared, file_name=path.name, sha256=grid.sha256)


def _road_lines(path: Path, understood: Understood, around: Surroundings, feedback: Feedback) -> Prepared:
    """Roads of a line layer: read again as a network, with the columns and the place that were understood."""
    options = understood.options
    options = replace(options, columns=dict(understood.header) | dict(options.columns))
    return _completed(_roads(path, options, around, feedback), understood, path)


def _roads(path: Path, options: ImportOptions, around: Surroundings, feedback: Feedback) -> Prepared:
    options = _as_role(options, "roads", path, "路网")
    columns = {field: options.columns.get(field, "") for field in ("class", "oneway", "name", "maxspeed")}
    read = read_roads(
        path,
        layer=options.layer,
        encoding=options.encoding,
        crs=options.crs,
        snap_metres=options.snap_metres,
        crossings=options.crossings,
        class_column=columns["class"],
        oneway_column=columns["oneway"],
        name_column=columns["name"],
        maxspeed_column=columns["maxspeed"],
        feedback=feedback,
    )
    lon, lat = to_wgs84(read.roads.lon, read.roads.lat, options.datum or "wgs84")
    roads, findings = replace(read.roads, lon=lon, lat=lat), list(read.notes)
    if not len(roads):
        raise UserError("文件里没有可用的道路", where=path.name, remedy="请检查文件,或指明道路图层", option="--layer")
    findings += _replaced_roads(around.roads, roads)
    return Prepared(
        path.name,
        options,
        len(roads),
        0,
        tuple(findings),
        lambda writer, source: writer.replace_roads(roads, source),
        preview=_preview_of_roads(roads),
        sha256=read.sha256,
    )


def _preview_of_roads(roads: Roads) -> Preview:
    """Some of the segments, evenly chosen, as they would stand in the region."""
    chosen = np.arange(0, len(roads), max(1, -(-len(roads) // MOST_ROADS_SHOWN)))
    ends = np.column_stack([roads.tail[chosen], roads.head[chosen]])
    lines = shapely.linestrings(np.stack([roads.lon[ends], roads.lat[ends]], axis=-1))
    way = roads.way[chosen]
    columns = {"名称": tuple(roads.way_name[way].tolist()), "等级": tuple(roads.way_class[way].tolist())}
    middle = np.stack([roads.lon[ends].mean(axis=1), roads.lat[ends].mean(axis=1)])
    return Preview(columns, tuple((chosen + 1).tolist()), middle[0], middle[1], lines)


def _as_role(options: ImportOptions, role: str, path: Path, what: str) -> ImportOptions:
    options = options if options.given else replace(options, given=tuple(sorted(options.answered())))
    if options.role not in ("", role):
        remedy = f"请作为{ROLES[role]}导入,或选择别的文件"
        raise UserError(
            f"这是{what},不能作为{ROLES[options.role]}", where=path.name, remedy=remedy, option=f"--as {role}"
        )
    return replace(options, role=role)


def _candidates(understood: Understood) -> Prepared:
    table, lon, lat, skipped, findings = read_candidates(understood)
    return Prepared(
        "",
        understood.options,
        len(lon),
        skipped,
        tuple(findings),
        lambda writer, source: writer.put_candidates(table, lon, lat, source),
    )


def _zones(understood: Understood) -> Prepared:
    table, geometry, skipped, findings = read_zones(understood)
    return Prepared(
        "",
        understood.options,
        len(geometry),
        skipped,
        tuple(findings),
        lambda writer, source: writer.put_zones(table, geometry, source),
    )
