"""Positions and outlines of a source's rows, as degrees of CGCS2000."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from layers.datum import to_wgs84
from layers.decisions import Decision, Position
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.importing.options import ImportOptions
from layers.importing.position.coordinates import Coordinates, read_coordinates
from layers.importing.position.home import Home
from layers.importing.position.positions import check_given, find_position
from layers.importing.understood import Understood
from layers.projection import DEGREES, check_degrees, points_to_degrees, to_degrees
from layers.tables import Floats, Geometries

_APART = 1e-3  # degrees, about 100 m
_COARSE_DECIMALS = 2


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the rows of a source are, before the datum is judged.

    Attributes:
        geometry: in degrees, longitude first; None for tables.
        lon, lat: degrees, NaN where there is no place; shape (n,).
        header: which columns the coordinates came from; empty for the geometry.
        crs: the reading that was taken, "" where the source says it itself or the numbers are plain degrees.
    """

    geometry: Geometries | None
    lon: Floats
    lat: Floats
    header: Mapping[str, str]
    crs: str = ""
    decision: Decision | None = None
    positions: tuple[Position, ...] = ()
    findings: tuple[Finding, ...] = ()


def place(
    features: Features, header: Mapping[str, str], options: ImportOptions, home: Home, where: str, *, before: str = ""
) -> Placed:
    """Find where the rows of a source are.

    Columns that the user chose win over the geometry; the geometry wins over columns that merely look like
    coordinates, and those fill in where it is missing.

    Args:
        before: the reference system that was chosen at an earlier import of such a file.

    Raises:
        UserError: what is said of the coordinates cannot be read, or puts them nowhere.
    """
    columns = read_coordinates(features, header)
    chosen = columns is not None and all(field in options.columns for field in columns.header)
    if features.geometry is not None and not chosen:
        return _with_columns(_of_geometry(features, options.crs, home, where, before), features, columns)
    if columns is None:
        nowhere = np.full(len(features), np.nan)
        return Placed(features.geometry, nowhere, nowhere.copy(), {})
    return _of_columns(columns, options.crs, home, where, before)


def _of_columns(columns: Coordinates, given: str, home: Home, where: str, before: str) -> Placed:
    found = find_position(columns.x, columns.y, "", given, home, where, before=before)
    lon, lat = points_to_degrees(columns.x, columns.y, found.crs, where=where)
    if any(finding.severity == "blocking" for finding in found.findings):
        lon, lat = np.full(len(lon), np.nan), np.full(len(lat), np.nan)
    check_given(found.crs, lon, lat, where)
    crs = "" if found.crs == DEGREES else found.crs
    findings = (*columns.findings, *found.findings)
    return Placed(None, lon, lat, columns.header, crs, found.decision, found.positions, findings)


def _of_geometry(features: Features, given: str, home: Home, where: str, before: str) -> Placed:
    shapes = np.array(features.geometry, dtype=object)
    shapes[shapely.is_empty(shapes)] = None
    centres = shapely.centroid(shapes)
    x, y = shapely.get_x(centres), shapely.get_y(centres)
    declared = "" if given else features.crs
    corners = shapely.get_coordinates(shapes[shapely.get_dimensions(shapes) == 2])
    found = find_position(x, y, declared, given, home, where, before=before, corners=corners)
    findings = list(found.findings)
    if any(finding.severity == "blocking" for finding in findings):
        shapes = np.full(len(shapes), None, dtype=object)
    degrees = to_degrees(shapes, found.crs, where=where)
    lon, lat = _inner_points(degrees, features.rows, findings)
    check_given(found.crs, lon, lat, where)
    crs = "" if found.crs == declared else found.crs
    return Placed(degrees, lon, lat, {}, crs, found.decision, found.positions, tuple(findings))


def _inner_points(geometry: Geometries, rows: Sequence[int], findings: list[Finding]) -> tuple[Floats, Floats]:
    """Points as they are; of anything larger a point inside, which is said of lone lines and areas among points."""
    kinds = shapely.get_type_id(geometry)
    other = np.flatnonzero((kinds > 0) & ~shapely.is_empty(geometry))
    points = geometry.copy()
    if len(other):
        points[other] = shapely.point_on_surface(geometry[other])
    if 0 < len(other) < np.sum(kinds >= 0):
        places = tuple(f"第{rows[i]}行" for i in other[:50])
        findings.append(Finding("note", "not_a_point", f"{len(other)} 个图形不是点,取其内部一点作为位置", places))
    return shapely.get_x(points), shapely.get_y(points)


def _with_columns(placed: Placed, features: Features, columns: Coordinates | None) -> Placed:
    """Rows without geometry get the place of their columns; where both are and differ, it is said."""
    if columns is None or placed.geometry is None or not check_degrees(columns.x, columns.y).any():
        return placed
    found = list(placed.findings)
    usable = check_degrees(columns.x, columns.y)
    fill = np.flatnonzero(usable & np.isnan(placed.lon))
    lon, lat, geometry = placed.lon.copy(), placed.lat.copy(), placed.geometry.copy()
    if len(fill):
        lon[fill], lat[fill] = columns.x[fill], columns.y[fill]
        geometry[fill] = shapely.points(lon[fill], lat[fill])
        message = f"{len(fill)} 行没有图形,取了表里的经度、纬度"
        found.append(Finding("note", "place_from_columns", message, _rows(features.rows, fill)))
    both = np.flatnonzero(usable & (shapely.get_type_id(placed.geometry) == 0))
    apart = both[np.hypot(lon[both] - columns.x[both], lat[both] - columns.y[both]) > _APART]
    if len(apart):
        message = f"{len(apart)} 行的图形与表里的经度、纬度相差 100 米以上,以图形为准"
        remedy = "请核对;表里的可能是地图软件的坐标"
        found.append(Finding("warning", "place_disagrees", message, _rows(features.rows, apart), remedy))
    return replace(placed, lon=lon, lat=lat, geometry=geometry, findings=tuple(found))


def _rows(rows: Sequence[int], which: Sequence[int] | np.ndarray) -> tuple[str, ...]:
    return tuple(f"第{rows[i]}行" for i in which[:50])


def drop_impossible(lon: Floats, lat: Floats, rows: Sequence[int]) -> tuple[Floats, Floats, list[Finding]]:
    """Degrees without those that are no place on earth: half of a pair, 0 and 0, out of range; each is listed."""
    half = np.isnan(lon) != np.isnan(lat)
    origin = (lon == 0) & (lat == 0)
    good = check_degrees(lon, lat)
    outside = ~good & np.isfinite(lon) & np.isfinite(lat)
    findings = []
    for which, code, text in (
        (half, "half_coordinates", "只有经度或只有纬度,按没有坐标处理"),
        (origin, "zero_coordinates", "的坐标是 0,0,按没有坐标处理"),
        (outside, "bad_coordinates", "的坐标不是经纬度,按没有坐标处理"),
    ):
        if which.any():
            message = f"{int(which.sum())} 行{text}"
            remedy = "请核对坐标列和坐标系"
            findings.append(Finding("warning", code, message, _rows(rows, np.flatnonzero(which)), remedy))
    keep = good & ~origin
    return np.where(keep, lon, np.nan), np.where(keep, lat, np.nan), findings


def coarse(lon: Floats, lat: Floats, rows: Sequence[int]) -> list[Finding]:
    """Coordinates, as the source writes them, of fewer than three decimals: right to a kilometre, not to 100 m."""
    known = np.isfinite(lon) & np.isfinite(lat)
    rough = known & _round(lon) & _round(lat)
    if not rough.any():
        return []
    message = f"{int(rough.sum())} 行的坐标不到三位小数,位置可能差几百米到一公里"
    why = "步行十五分钟约一公里:这样的位置算不准覆盖"
    return [Finding("warning", "coarse_coordinates", message, _rows(rows, np.flatnonzero(rough)), "请重新采点", why)]


def outside(placed: Placed, lon: Floats, lat: Floats, home: Home, rows: Sequence[int]) -> list[Finding]:
    """Points that are not in the region, shapes that do not come near it; where all are so, it blocks.

    Where outlines do not cover the region, points far from what is known of it.

    Args:
        lon, lat: degrees of CGCS2000, NaN for no place.
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    large = shapely.get_dimensions(placed.geometry) > 0 if placed.geometry is not None else np.zeros(len(lon), bool)
    away = known & ~home.near(lon, lat)
    if home.covered:
        away |= known & ~large & ~home.inside(lon, lat)
    if placed.geometry is not None:
        away[large] &= ~shapely.intersects(placed.geometry[large], shapely.box(*home.box))
    if not away.any():
        return []
    label = "本区域里" if home.covered else f"{home.label}附近" if home.close else f"{home.label}里"
    if not (known & (home.near(lon, lat) | ~away)).any():
        message = f"{int(away.sum())} 处全都不在{label}"
        remedy = "请核对坐标和坐标系,或检查是不是选错了文件"
        return [Finding("blocking", "outside_region", message, _rows(rows, np.flatnonzero(away)), remedy)]
    why = "可能是坐标写错了;在区域外的设施也可以为区域服务"
    remedy = "请核对这些坐标;确实在区域外的可以保留"
    message = f"{int(away.sum())} 处不在{label}"
    return [Finding("warning", "outside_region", message, _rows(rows, np.flatnonzero(away)), remedy, why)]


def _round(degrees: Floats) -> np.ndarray:
    return np.asarray(np.abs(degrees - np.round(degrees, _COARSE_DECIMALS)) < 1e-9)


def unshifted(geometry: Geometries, datum: str) -> Geometries:
    """Shapes of a shifted datum in degrees of WGS84; None stays None."""
    if datum in ("", "wgs84", "cgcs2000"):
        return geometry

    def unshift(points: Floats) -> Floats:
        return np.column_stack(to_wgs84(points[:, 0], points[:, 1], datum))

    return np.asarray(shapely.transform(geometry, unshift), dtype=object)


def outlines(understood: Understood, findings: list[Finding]) -> Geometries:
    """Multipolygons of each row in degrees, None where there is none; broken ones mended, other shapes dropped, listed.

    Raises:
        UserError: coordinates lie beyond those of the earth.
    """
    geometry, rows = understood.features.geometry, understood.features.rows
    if geometry is None:
        return np.full(len(rows), None, dtype=object)
    bounds = shapely.total_bounds(geometry)
    if np.isfinite(bounds).all() and not check_degrees(bounds[[0, 2]], bounds[[1, 3]]).all():
        remedy = "请检查超出范围的图形" if understood.features.crs else "请在原软件中补上坐标系后再导入"
        raise UserError("坐标超出经纬度的范围", where=understood.where, remedy=remedy)
    return _polygons(geometry, rows, findings)


def _polygons(geometry: Geometries, rows: Sequence[int], findings: list[Finding]) -> Geometries:
    kinds = shapely.get_type_id(geometry)
    dropped = np.flatnonzero((kinds >= 0) & ~np.isin(kinds, (3, 6, 7)))
    polygons = np.full(len(geometry), None, dtype=object)
    wanted = np.flatnonzero(np.isin(kinds, (3, 6, 7)) & ~shapely.is_empty(geometry))
    invalid = wanted[~shapely.is_valid(geometry[wanted])]
    mended = geometry.copy()
    mended[invalid] = shapely.make_valid(geometry[invalid])
    for i in wanted:
        if kinds[i] == 6 and mended[i] is geometry[i]:
            polygons[i] = geometry[i]
            continue
        parts = [part for part in shapely.get_parts(shapely.get_parts([mended[i]])) if part.geom_type == "Polygon"]
        polygons[i] = shapely.MultiPolygon(parts) if parts else None
    if len(dropped):
        places = tuple(f"第{rows[i]}个" for i in dropped[:50])
        findings.append(Finding("warning", "not_a_polygon", f"{len(dropped)} 个图形不是面,只取属性", places))
    if len(invalid):
        places = tuple(f"第{rows[i]}个" for i in invalid[:50])
        text = f"{len(invalid)} 个面的边线自相交,已自动修复"
        findings.append(Finding("warning", "mended_polygon", text, places, "如需精确边界,请在原软件中修改"))
    return polygons
