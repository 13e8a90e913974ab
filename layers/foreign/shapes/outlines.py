"""Tables that hold geometry as text: WKT, EWKT, WKB in hexadecimal, GeoJSON. Found by what stands in the cells."""

import binascii
import json
import re
from dataclasses import replace

import numpy as np
import shapely

from layers.foreign.answer import Cell, Features
from layers.foreign.shapes import geojson_shapes, geometry
from layers.foreign.source import Source
from layers.tables import Geometries

SAMPLE = 50
FITTING = 0.8
EXCEL_CELL = 32_767  # characters; what is longer is cut
CUT_LENGTHS = (EXCEL_CELL, EXCEL_CELL - 1)  # the last may be a space; what is longer never was in Excel
WKT = re.compile(
    r"\s*(?:SRID=(\d{1,9});)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|CURVE|SURFACE)\s*(?:ZM?|M)?\s*[(E]",
    re.IGNORECASE,
)
HEX = re.compile(r"\s*(?:\\x|0x)?0[01][0-9A-Fa-f]{16,}\s*$")
GEOJSON = re.compile(r'\s*\{[^{}\[\]]{0,200}"(?:type|coordinates|geometry)"')


def with_outlines(features: Features, source: Source) -> Features:
    """The table with the geometry that one of its columns holds as text; as it is where none does."""
    if features.geometry is not None:
        return features
    name = next((name for name, column in features.columns.items() if _is_outline(column)), "")
    if not name:
        return features
    texts = [cell.strip() if isinstance(cell, str) else None for cell in features.columns[name]]
    shapes, crs = _shapes(texts)
    broken = [place + 1 for place, text in enumerate(texts) if text and shapes[place] is None]
    if cut := [features.rows[place - 1] for place in broken if len(texts[place - 1] or "") in CUT_LENGTHS]:
        message = f"“{name}”列有 {len(cut)} 格达到 Excel 单元格的上限({EXCEL_CELL} 字),图形被截断"
        source.note("warning", "outline_cut", message, cut, "请从原软件导出 GeoJSON、Shapefile 或 CSV")
    shapes = geometry.clean(shapes, broken, source, features.rows)
    source.note("note", "outline_column", f"“{name}”列是图形,已读作图形")
    if not crs:
        source.note("warning", "no_crs", "表里没有说明坐标系", remedy="请在导入时注明坐标系")
    columns = {other: column for other, column in features.columns.items() if other != name}
    return replace(features, columns=columns, geometry=shapes, crs=crs)


def _is_outline(column: tuple[Cell, ...]) -> bool:
    texts = [cell for cell in column if isinstance(cell, str) and cell.strip()][:SAMPLE]
    fitting = sum(any(form.match(text) for form in (WKT, HEX, GEOJSON)) for text in texts)
    return bool(texts) and fitting >= FITTING * len(texts)


def _shapes(texts: list[str | None]) -> tuple[Geometries, str]:
    """A geometry per text, None where it is none, and the reference system if all that name one name the same."""
    shapes = np.full(len(texts), None, dtype=object)
    systems: set[int] = set()
    _read_wkt(texts, shapes, systems)
    _read_hex(texts, shapes, systems)
    _read_geojson(texts, shapes)
    systems.discard(0)
    return shapes, f"EPSG:{systems.pop()}" if len(systems) == 1 else ""


def _read_wkt(texts: list[str | None], shapes: Geometries, systems: set[int]) -> None:
    found = {place: match for place, text in enumerate(texts) if text and (match := WKT.match(text))}
    systems.update(int(match.group(1)) for match in found.values() if match.group(1))
    plain = [match.string.rpartition(";")[2] if match.group(1) else match.string for match in found.values()]
    shapes[list(found)] = geometry.from_wkt(plain)


def _read_hex(texts: list[str | None], shapes: Geometries, systems: set[int]) -> None:
    pieces: dict[int, bytes] = {}
    for place, text in enumerate(texts):
        if text and HEX.match(text):
            try:
                piece = binascii.unhexlify(text.removeprefix("\\x").removeprefix("0x"))
            except binascii.Error:
                continue
            pieces[place] = piece
    made = geometry.from_pieces(list(pieces.values()))
    systems.update(int(number) for number in shapely.get_srid(made[~shapely.is_missing(made)]))
    shapes[list(pieces)] = made


def _read_geojson(texts: list[str | None], shapes: Geometries) -> None:
    places = [place for place, text in enumerate(texts) if text and text.startswith("{")]
    members = [_member(texts[place] or "") for place in places]
    shapes[places] = geojson_shapes.shapes_of(members)[0]


def _member(text: str) -> object:
    try:
        member = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return member.get("geometry") if isinstance(member, dict) and "geometry" in member else member
