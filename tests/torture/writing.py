"""Files of every kind, made by libraries the program does not read them with, or by hand."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import shapely

from tests.torture.land import LIST, Place

Build = Callable[[Path], Path]
Cells = list[list[Any]]
HEADER = ["机构名称", "设施类型", "所属街道", "经度", "纬度", "床位数"]


def line(one: Place) -> list[Any]:
    return [one.name, one.word, one.township, one.lon, one.lat, one.beds]


def rows(places: Sequence[Place] = LIST) -> Cells:
    return [line(one) for one in places]


def table(places: Sequence[Place] = LIST, header: Sequence[Any] = HEADER) -> Cells:
    """The usual list as plainly as can be."""
    return [list(header), *rows(places)]


def book(
    sheets: Cells | Mapping[str, Cells],
    *,
    merges: Sequence[str] = (),
    hidden: Sequence[str] = (),
    dress: Callable[[openpyxl.Workbook], None] | None = None,
    name: str = "台账.xlsx",
) -> Build:
    """A workbook by openpyxl; `merges` are ranges of the first sheet."""

    def build(folder: Path) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, cells in (sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}).items():
            sheet = made.create_sheet(title)
            for row in cells:
                sheet.append(row)
            sheet.sheet_state = "hidden" if title in hidden else "visible"
        for merge in merges:
            made.worksheets[0].merge_cells(merge)
        if dress:
            dress(made)
        made.save(folder / name)
        return folder / name

    return build


def delimited(cells: Cells, *, delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(cells)
    return out.getvalue()


def text(
    content: str | Cells, *, name: str = "台账.csv", encoding: str = "utf-8", errors: str = "strict", bom: bytes = b""
) -> Build:
    """A text file."""
    told = content if isinstance(content, str) else delimited(content)
    return raw(bom + told.encode(encoding, errors), name)


def raw(content: bytes, name: str) -> Build:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return build


def as_json(content: Any, name: str = "数据.geojson", **dump: Any) -> Build:
    return raw(json.dumps(content, ensure_ascii=False, **dump).encode(), name)


def collection(features: Sequence[tuple[Mapping[str, Any], shapely.Geometry | None]], **extra: Any) -> dict[str, Any]:
    """A GeoJSON collection; coordinates are written as they stand."""
    told = [
        {
            "type": "Feature",
            "properties": dict(properties),
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for properties, shape in features
    ]
    return {"type": "FeatureCollection", "features": told, **extra}
