"""One import: a foreign file into an open region, as one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from layers.datum import to_wgs84
from layers.errors import UserError
from layers.feedback import Feedback, Silent
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.foreign.reading import read_features, read_grid, read_roads
from layers.importing.columns import known_headers
from layers.importing.demand import demand_of_grid, read_demand
from layers.importing.facilities import read_facilities
from layers.importing.options import DATUMS, ImportOptions, ImportResult, refuse_blocking
from layers.importing.sites import read_candidates, read_zones
from layers.importing.units import read_units
from layers.region import Region
from layers.region_writer import Writer
from layers.schema import ROLES

_GRIDS = (".tif", ".tiff")

Write = Callable[[Writer, int], None]
"""Puts the rows of one source, whose id it is given, into the region."""


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
    _check_options(options)
    feedback.progress(0.0, f"正在读取 {path.name}")
    read = _READERS[options.role](region, path, options, feedback)
    refuse_blocking(read.findings, options.accept)
    feedback.progress(0.8, "正在写入区域文件")
    with region.writing(f"导入{ROLES[options.role]}:{path.name}") as writer:
        source_id = writer.add_source(
            options.role,
            path.name,
            detail=read.detail,
            sha256=read.sha256,
            data_date=options.data_date,
            rows=read.added,
            options=options.told(),
        )
        read.write(writer, source_id)
        writer.add_findings(read.findings, source_id, options.accept)
        feedback.progress(0.95, "正在保存")
    return ImportResult(read.added, read.skipped, tuple(read.findings))


def _check_options(options: ImportOptions) -> None:
    if options.role not in ROLES:
        choices = "、".join(f"{role}({label})" for role, label in ROLES.items())
        raise UserError(f"没有“{options.role}”这种数据", remedy=f"可选:{choices}", option="--as")
    if options.datum not in DATUMS:
        raise UserError(f"没有“{options.datum}”这种坐标", remedy=f"可选:{'、'.join(DATUMS)}", option="--datum")
    if options.kind and options.kind not in options.known_kinds:
        choices = "、".join(f"{code}({label})" for code, label in options.known_kinds.items())
        raise UserError(f"没有“{options.kind}”这种设施类型", remedy=f"可选:{choices}", option="--kind")


@dataclass(frozen=True)
class Reading:
    """A source read and checked, ready to be written.

    Attributes:
        write: puts the rows into the region, carrying the id of their source.
        detail: the level of the units, or the kinds of the facilities.
    """

    write: Write
    added: int
    skipped: int
    findings: list[Finding]
    sha256: str
    detail: str = ""


def _features(path: Path, options: ImportOptions, feedback: Feedback) -> Features:
    return read_features(path, layer=options.layer, sheet=options.sheet, encoding=options.encoding, feedback=feedback)


def _units(region: Region, path: Path, options: ImportOptions, feedback: Feedback) -> Reading:
    features = _features(path, options, feedback)
    read = read_units(features, options, region.units(), region.code, path.name)

    def write(writer: Writer, source: int) -> None:
        writer.put_units(read.units, source)
        writer.set_parents(read.adopted)

    return Reading(write, len(read.units), read.skipped, read.findings, features.sha256, options.level)


def _facilities(region: Region, path: Path, options: ImportOptions, feedback: Feedback) -> Reading:
    features = _features(path, options, feedback)
    facilities, skipped, findings = read_facilities(features, options, region.facilities(), path.name)
    kinds = ";".join(sorted({kind for own in facilities.kinds for kind in own}))
    return Reading(
        lambda w, source: w.put_facilities(facilities, source),
        len(facilities),
        skipped,
        findings,
        features.sha256,
        kinds,
    )


def _demand(region: Region, path: Path, options: ImportOptions, feedback: Feedback) -> Reading:
    if path.suffix.lower() in _GRIDS:
        grid = read_grid(path, feedback=feedback)
        (demand, findings), skipped, sha256 = demand_of_grid(grid, options.datum), 0, grid.sha256
    else:
        features = _features(path, options, feedback)
        (demand, skipped, findings), sha256 = read_demand(features, options, path.name), features.sha256
    before = len(region.demand())
    if before:
        findings.append(Finding("note", "demand_replaced", f"区域里原有的 {before} 个需求点已由这个文件替换"))
    return Reading(lambda w, source: w.replace_demand(demand, source), len(demand), skipped, findings, sha256)


def _roads(region: Region, path: Path, options: ImportOptions, feedback: Feedback) -> Reading:
    unknown = set(options.columns) - set(known_headers()["roads"])
    if unknown:
        fields = "、".join(known_headers()["roads"])
        raise UserError(f"路网没有“{unknown.pop()}”这个字段", where=path.name, remedy=f"可用的字段:{fields}")
    read = read_roads(
        path,
        layer=options.layer,
        encoding=options.encoding,
        class_column=options.columns.get("class", ""),
        oneway_column=options.columns.get("oneway", ""),
        name_column=options.columns.get("name", ""),
        maxspeed_column=options.columns.get("maxspeed", ""),
        feedback=feedback,
    )
    lon, lat = to_wgs84(read.roads.lon, read.roads.lat, options.datum)
    roads, findings = replace(read.roads, lon=lon, lat=lat), list(read.notes)
    if not len(roads):
        raise UserError("文件里没有可用的道路", where=path.name, remedy="请检查文件,或指明道路图层", option="--layer")
    if region.roads() is not None:
        findings.append(Finding("note", "roads_replaced", "区域里原有的路网已由这个文件替换"))
    return Reading(lambda w, source: w.replace_roads(roads, source), len(roads), 0, findings, read.sha256)


def _candidates(region: Region, path: Path, options: ImportOptions, feedback: Feedback) -> Reading:
    features = _features(path, options, feedback)
    table, lon, lat, skipped, findings = read_candidates(features, options, path.name)
    return Reading(
        lambda w, source: w.put_candidates(table, lon, lat, source),
        len(lon),
        skipped,
        findings,
        features.sha256,
    )


def _zones(region: Region, path: Path, options: ImportOptions, feedback: Feedback) -> Reading:
    features = _features(path, options, feedback)
    table, geometry, skipped, findings = read_zones(features, options, path.name)
    return Reading(
        lambda w, source: w.put_zones(table, geometry, source), len(geometry), skipped, findings, features.sha256
    )


_READERS: dict[str, Callable[[Region, Path, ImportOptions, Feedback], Reading]] = {
    "units": _units,
    "facilities": _facilities,
    "demand": _demand,
    "roads": _roads,
    "candidates": _candidates,
    "zones": _zones,
}
