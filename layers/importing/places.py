"""Positions and outlines from a source, as degrees of CGCS2000."""

from collections.abc import Sequence

import numpy as np
import shapely

from layers.datum import to_wgs84
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.importing.columns import coordinates
from layers.importing.options import ImportOptions
from layers.projection import check_degrees, to_degrees
from layers.tables import Floats, Geometries


def points(
    features: Features, header: dict[str, str], options: ImportOptions, where: str, findings: list[Finding]
) -> tuple[Floats, Floats]:
    """Longitude and latitude of each feature; NaN, and a finding, where there is no usable place.

    Columns that the user chose for longitude and latitude win over the geometry; the geometry wins over columns
    that merely look like coordinates.

    Raises:
        UserError: there is neither geometry nor a pair of columns.
    """
    chosen = "lon" in options.columns and "lat" in options.columns
    if "lon" in header and "lat" in header and (chosen or features.geometry is None):
        count = len(features.rows)
        lon = coordinates(features.columns, header["lon"], count)
        lat = coordinates(features.columns, header["lat"], count)
    elif features.geometry is not None:
        lon, lat = _point_geometry(to_degrees(features.geometry, features.crs, where=where), features.rows, findings)
    else:
        raise UserError(
            "没有坐标:既没有图形,也没有经度、纬度两列",
            where=where,
            remedy="请指明经度列和纬度列",
            option="--column lon=表头 --column lat=表头",
        )
    lon, lat = to_wgs84(lon, lat, options.datum)
    _drop_impossible(lon, lat, features.rows, findings)
    return lon, lat


def _point_geometry(geometry: Geometries, rows: Sequence[int], findings: list[Finding]) -> tuple[Floats, Floats]:
    """Points as they are; of anything larger a point inside, which is said."""
    kinds = shapely.get_type_id(geometry)
    other = np.flatnonzero((kinds > 0) & ~shapely.is_empty(geometry))
    geometry = geometry.copy()
    if len(other):
        geometry[other] = shapely.point_on_surface(geometry[other])
        places = tuple(f"第{rows[i]}行" for i in other[:50])
        findings.append(Finding("note", "not_a_point", f"{len(other)} 个图形不是点,取其内部一点作为位置", places))
    return shapely.get_x(geometry), shapely.get_y(geometry)


def _drop_impossible(lon: Floats, lat: Floats, rows: Sequence[int], findings: list[Finding]) -> None:
    """Blank what is no place on earth, in the arrays given."""
    good = check_degrees(lon, lat) & ~((lon == 0) & (lat == 0))
    bad = np.flatnonzero(~good)
    if not len(bad):
        return
    blank = np.isnan(lon) | np.isnan(lat)
    lon[bad] = lat[bad] = np.nan
    absent, wrong = bad[blank[bad]], bad[~blank[bad]]
    for some, code, text in ((absent, "no_coordinates", "没有坐标"), (wrong, "bad_coordinates", "坐标不是经纬度")):
        if len(some):
            places = tuple(f"第{rows[i]}行" for i in some[:50])
            remedy = "请在原表补上经度、纬度后重新导入" if code == "no_coordinates" else "请核对坐标列和坐标系"
            findings.append(Finding("warning", code, f"{len(some)} 行{text}", places, remedy))


def outlines(features: Features, datum: str, where: str, findings: list[Finding]) -> Geometries:
    """Polygons of each feature in degrees, None where there is none; broken ones mended and listed.

    Raises:
        UserError: the coordinates are no degrees.
    """
    count = len(features.rows)
    if features.geometry is None:
        return np.full(count, None, dtype=object)
    degrees = _shifted(to_degrees(features.geometry, features.crs, where=where), datum)
    bounds = shapely.total_bounds(degrees)
    if np.isfinite(bounds).all() and not check_degrees(bounds[[0, 2]], bounds[[1, 3]]).all():
        remedy = "请检查超出范围的图形" if features.crs else "文件没有写明坐标系,请在原软件中补上坐标系(.prj)后再导入"
        raise UserError("坐标超出经纬度的范围", where=where, remedy=remedy)
    return _polygons(degrees, features.rows, findings)


def _shifted(geometry: Geometries, datum: str) -> Geometries:
    if datum in ("wgs84", "cgcs2000"):
        return geometry

    def unshift(coordinates: Floats) -> Floats:
        return np.column_stack(to_wgs84(coordinates[:, 0], coordinates[:, 1], datum))

    return np.asarray(shapely.transform(geometry, unshift), dtype=object)


def _polygons(geometry: Geometries, rows: Sequence[int], findings: list[Finding]) -> Geometries:
    """Multipolygons; invalid ones mended by `make_valid`, other shapes dropped, both listed."""
    kinds = shapely.get_type_id(geometry)
    dropped = np.flatnonzero((kinds >= 0) & ~np.isin(kinds, (3, 6, 7)))
    polygons = np.full(len(geometry), None, dtype=object)
    wanted = np.flatnonzero(np.isin(kinds, (3, 6, 7)) & ~shapely.is_empty(geometry))
    invalid = wanted[~shapely.is_valid(geometry[wanted])]
    mended = geometry.copy()
    mended[invalid] = shapely.make_valid(geometry[invalid])
    for i in wanted:
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
