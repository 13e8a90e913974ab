"""GeoParquet: WKB or native arrays of coordinates, and the reference system as PROJJSON."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import arro3.core as arrow
import numpy as np
import shapely
from arro3.io import read_parquet

from layers.foreign.answer import Cell, Features, Part
from layers.foreign.contents import SAMPLE_ROWS
from layers.foreign.shapes import geometry
from layers.foreign.source import Source

MOST_ROWS = 5_000_000
ROWS_AT_ONCE = 65_536
NATIVE = {
    "point": (shapely.GeometryType.POINT, 0),
    "linestring": (shapely.GeometryType.LINESTRING, 1),
    "polygon": (shapely.GeometryType.POLYGON, 2),
    "multipoint": (shapely.GeometryType.MULTIPOINT, 1),
    "multilinestring": (shapely.GeometryType.MULTILINESTRING, 2),
    "multipolygon": (shapely.GeometryType.MULTIPOLYGON, 3),
}


def read(source: Source) -> Features:
    """Read a table with its primary geometry.

    Raises:
        UserError: damaged, too long, empty, or with a geometry that is written in no known way.
    """
    reader, geo = _opened(source.file, source)
    primary = _primary(geo)
    columns: dict[str, list[Cell]] = {}
    shapes: list[Any] = []
    count = 0
    other = [
        field.name for field in reader.schema if _is_binary(field.type) and field.name not in geo.get("columns", {})
    ]
    if other:
        source.note("warning", "binary_columns", f"没有读二进制的列:{'、'.join(other[:5])}")
    for batch in _batches(reader, source):
        count += batch.num_rows
        if count > MOST_ROWS:
            raise source.fault(f"超过 {MOST_ROWS // 10_000} 万行", "请先裁剪到本区域范围")
        for field in batch.schema:
            if field.name == primary:
                shapes.append(_shapes(batch.column(field.name), geo["columns"][primary], source))
            elif field.name not in (*geo.get("columns", {}), *other, "bbox"):
                columns.setdefault(field.name, []).extend(_cells(batch.column(field.name)))
    if not count:
        raise source.fault("里面没有任何要素", "请确认导出时选对了图层和范围")
    joined = {name: tuple(cells) for name, cells in columns.items()}
    rows = tuple(range(1, count + 1))
    if not primary:
        source.note("warning", "no_geometry_column", "没有图形列(不是 GeoParquet),按表格读取")
        return Features(joined, None, "", rows)
    written = np.concatenate(shapes)
    is_wkb = _encoding(geo["columns"][primary]) == "wkb"
    flat = geometry.from_wkb(written, source) if is_wkb else geometry.clean(written, [], source)
    return Features(joined, flat, _crs(geo["columns"][primary], source), rows)


def contents(source: Source) -> tuple[Part, ...]:
    """The one layer of a file.

    Raises:
        UserError: damaged.
    """
    reader, geo = _opened(source.file, source, SAMPLE_ROWS)
    left_out = (*geo.get("columns", {}), "bbox")
    names = tuple(field.name for field in reader.schema if field.name not in left_out)
    first = next(_batches(reader, source), None)
    cells = [_cells(first.column(name)) for name in names] if first is not None else []
    types = {str(name).split()[0] for name in geo.get("columns", {}).get(_primary(geo), {}).get("geometry_types", ())}
    return (Part("", "layer", -1, names, tuple(zip(*cells, strict=True)), geometry=_outlines(types, _primary(geo))),)


def _outlines(types: set[str], primary: str) -> Any:
    kinds = {name.lower().removeprefix("multi").replace("linestring", "line") for name in types}
    if not primary:
        return ""
    return kinds.pop() if len(kinds) == 1 and kinds <= {"point", "line", "polygon"} else "mixed"


def _opened(file: Path, source: Source, rows_at_once: int = ROWS_AT_ONCE) -> tuple[Any, dict[str, Any]]:
    with _panics(source):
        reader = read_parquet(str(file), batch_size=rows_at_once)
        metadata: Any = reader.schema.metadata
        told = json.loads(metadata.get(b"geo", b"{}"))
    columns = told.get("columns") if isinstance(told, dict) else None
    known = isinstance(columns, dict) and isinstance(columns.get(_primary(told)), dict)
    return reader, told if known else _undeclared(reader)


def _undeclared(reader: Any) -> dict[str, Any]:
    """What the file should have said of its geometry: a column of bytes is WKB."""
    types = [(field.name, field.type) for field in reader.schema]
    name = next((name for name, type_ in types if _is_binary(type_)), "")
    return {"primary_column": name, "columns": {name: {"encoding": "WKB", "crs": None}}} if name else {}


def _is_binary(type_: Any) -> bool:
    tests: Any = (arrow.DataType.is_binary, arrow.DataType.is_large_binary)
    return any(test(type_) for test in tests)


def _batches(reader: Any, source: Source) -> Iterator[Any]:
    while True:
        with _panics(source):
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
        yield batch


@contextmanager
def _panics(source: Source) -> Iterator[None]:
    """The library's panics, which are no Exceptions, and its bare Exceptions, in the user's words."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise _damaged(source) from error


def _damaged(source: Source) -> Exception:
    return source.fault("不是有效的 GeoParquet 文件,或内容不完整")


def _primary(geo: dict[str, Any]) -> str:
    return str(geo.get("primary_column") or "")


def _cells(column: Any) -> list[Cell]:
    return [_cell(value.as_py()) for value in column]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bytes) or value == "" or value != value:
        return None
    if isinstance(value, str | bool | int | float):
        return value
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)


def _encoding(told: dict[str, Any]) -> str:
    return str(told.get("encoding", "")).lower()


def _shapes(column: Any, told: dict[str, Any], source: Source) -> Any:
    """WKB as it is, native arrays as geometries."""
    encoding = _encoding(told)
    if encoding == "wkb":
        return np.array([value.as_py() for value in column], dtype=object)
    if encoding not in NATIVE:
        raise source.fault(f"图形的写法“{encoding[:20]}”不认识", "请在 QGIS 里另存为 GeoPackage 后再导入")
    kind, depth = NATIVE[encoding]
    with _panics(source):
        offsets = []
        for _ in range(depth):
            offsets.append(np.asarray(arrow.list_offsets(column).to_numpy(), dtype=np.int64))
            column = arrow.list_flatten(column)
        points = [np.asarray(arrow.struct_field(column, [place]).to_numpy(), dtype=float) for place in _axes(column)]
        return shapely.from_ragged_array(kind, np.column_stack(points), tuple(offsets[::-1]) or None)


def _axes(column: Any) -> list[int]:
    names = [field.name for field in column.field.type.fields]
    return [names.index("x"), names.index("y")]


def _crs(told: dict[str, Any], source: Source) -> str:
    """WGS84 where the file says nothing, "" where it says that it does not know."""
    if "crs" not in told:
        return "EPSG:4326"
    crs = told["crs"]
    identity = crs.get("id") if isinstance(crs, dict) else None
    if isinstance(identity, dict) and identity.get("authority") == "EPSG":
        return f"EPSG:{identity.get('code')}"
    if isinstance(identity, dict) and identity.get("code") == "CRS84":
        return "EPSG:4326"
    if isinstance(crs, dict):
        from pyproj import CRS
        from pyproj.exceptions import CRSError

        try:
            return str(CRS.from_json_dict(crs).to_wkt())
        except CRSError:
            pass
    source.note("warning", "no_crs", "文件没有说明坐标系", remedy="请在导入时注明坐标系")
    return ""
