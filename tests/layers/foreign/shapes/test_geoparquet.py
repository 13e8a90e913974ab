"""GeoParquet: both ways to write geometry, what the reference system says, and files that are none."""

import datetime
import json
from pathlib import Path
from typing import Any

import arro3.core as arrow
import pyproj
import pytest
import shapely
from arro3.io import write_parquet

from layers.errors import UserError
from layers.foreign.reading import read_contents, read_features

pytestmark = pytest.mark.usefixtures("one_child")

AREAS = [shapely.box(120, 40, 121, 41), shapely.box(121, 40, 122, 41).difference(shapely.box(121.2, 40.2, 121.4, 40.4))]
TEXT, NUMBER, BYTES = arrow.DataType.utf8(), arrow.DataType.float64(), arrow.DataType.binary()


def parquet(path: Path, columns: dict[str, Any], geo: Any) -> Path:
    table = arrow.Table.from_arrays(list(columns.values()), names=list(columns))
    metadata = {"geo": geo if isinstance(geo, str) else json.dumps(geo)} if geo is not None else {}
    write_parquet(table.with_schema(table.schema.with_metadata(metadata)), str(path))
    return path


def told(**column: Any) -> dict[str, Any]:
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def wkb(shapes: list[Any]) -> Any:
    return arrow.Array([shape if shape is None else shapely.to_wkb(shape) for shape in shapes], BYTES)


def names(*words: str | None) -> Any:
    return arrow.Array(list(words), TEXT)


def coordinates(points: Any) -> Any:
    axes = [arrow.Array(points[:, axis].tolist(), NUMBER) for axis in (0, 1)]
    return arrow.struct_array(axes, fields=[arrow.Field(name, NUMBER) for name in "xy"])


def test_wkb_with_attributes(tmp_path: Path) -> None:
    columns = {
        "名称": names("甲", None, "丙"),
        "人口": arrow.Array([1.5, None, 3.0], NUMBER),
        "geometry": wkb([*AREAS, None]),
    }
    geo = told(encoding="WKB", geometry_types=["Polygon"])
    features = read_features(parquet(tmp_path / "a.parquet", columns, geo))
    assert features.columns == {"名称": ("甲", None, "丙"), "人口": (1.5, None, 3.0)}
    assert all(shapely.equals(features.geometry[:2], AREAS))
    assert features.geometry[2] is None
    assert (features.crs, [note.code for note in features.notes]) == ("EPSG:4326", ["no_geometry"])
    (part,) = read_contents(tmp_path / "a.parquet").parts
    assert (part.columns, part.sample[0], part.geometry) == (("名称", "人口"), ("甲", 1.5), "polygon")


@pytest.mark.parametrize("encoding", ["point", "linestring", "polygon", "multipolygon"])
def test_native_arrays(tmp_path: Path, encoding: str) -> None:
    shapes = {
        "point": shapely.points([1, 2, 3], [4, 5, 6]),
        "linestring": shapely.boundary(AREAS[:1]),
        "polygon": AREAS,
        "multipolygon": [shapely.MultiPolygon(AREAS[:1]), shapely.MultiPolygon([AREAS[1], shapely.box(0, 0, 1, 1)])],
    }[encoding]
    _, points, offsets = shapely.to_ragged_array(shapes)
    column = coordinates(points)
    for ends in offsets:
        column = arrow.list_array(arrow.Array(ends.tolist(), arrow.DataType.int32()), column)
    path = parquet(tmp_path / "a.parquet", {"geometry": column}, told(encoding=encoding))
    assert all(shapely.equals(read_features(path).geometry, shapes))


@pytest.mark.parametrize(
    ("crs", "expected"),
    [(4490, "EPSG:4490"), (4526, "EPSG:4526"), (None, ""), ("missing", "EPSG:4326"), ("OGC:CRS84", "EPSG:4326")],
)
def test_reference_systems(tmp_path: Path, crs: Any, expected: str) -> None:
    member = (
        {} if crs == "missing" else {"crs": None if crs is None else pyproj.CRS.from_user_input(crs).to_json_dict()}
    )
    path = parquet(tmp_path / "a.parquet", {"geometry": wkb(AREAS)}, told(encoding="WKB", **member))
    features = read_features(path)
    assert features.crs == expected
    assert ("no_crs" in [note.code for note in features.notes]) == (not expected)


def test_a_reference_system_without_a_number(tmp_path: Path) -> None:
    system = pyproj.CRS.from_proj4("+proj=tmerc +lon_0=126 +x_0=500000 +ellps=GRS80")
    geo = told(encoding="WKB", crs=system.to_json_dict())
    features = read_features(parquet(tmp_path / "a.parquet", {"geometry": wkb(AREAS)}, geo))
    assert pyproj.CRS.from_user_input(features.crs) == system


def test_values_that_are_no_plain_cells(tmp_path: Path) -> None:
    day = arrow.Array([19_000], arrow.DataType.int32()).cast(arrow.DataType.date32())
    columns = {
        "日期": day,
        "坐标": coordinates(shapely.get_coordinates(shapely.Point(1, 2))),
        "geometry": wkb(AREAS[:1]),
    }
    features = read_features(parquet(tmp_path / "a.parquet", columns, told(encoding="WKB")))
    assert features.columns["日期"] == (str(datetime.date(1970, 1, 1) + datetime.timedelta(days=19_000)),)
    assert json.loads(str(features.columns["坐标"][0])) == {"x": 1, "y": 2}


@pytest.mark.parametrize("geo", [None, {}, {"primary_column": "x", "columns": {}}, {"columns": "x"}, []])
def test_a_table_without_geometry(tmp_path: Path, geo: Any) -> None:
    features = read_features(parquet(tmp_path / "a.parquet", {"名称": names("甲")}, geo))
    assert (features.columns, features.geometry) == ({"名称": ("甲",)}, None)
    assert [note.code for note in features.notes] == ["no_geometry_column"]


def test_geometry_nested_beyond_reason(tmp_path: Path) -> None:
    deep = b"\x01\x07\0\0\0\x01\0\0\0" * 200_000 + shapely.to_wkb(shapely.Point(1, 1))
    columns = {"geometry": arrow.Array([deep, shapely.to_wkb(AREAS[0])], BYTES)}
    features = read_features(parquet(tmp_path / "a.parquet", columns, told(encoding="WKB")))
    assert [shape is None for shape in features.geometry] == [True, False]


def test_damaged_files(tmp_path: Path) -> None:
    whole = parquet(tmp_path / "a.parquet", {"geometry": wkb(AREAS)}, told(encoding="WKB")).read_bytes()
    for number, content in enumerate((whole[:-20], whole[:100], b"PAR1", b"PAR1" + bytes(500) + b"PAR1")):
        path = tmp_path / f"{number}.parquet"
        path.write_bytes(content)
        with pytest.raises(UserError, match="不是有效的 GeoParquet"):
            read_features(path)
    with pytest.raises(UserError, match="不认识"):
        read_features(parquet(tmp_path / "b.parquet", {"geometry": wkb(AREAS)}, told(encoding="curve")))


def test_real_files(shared_data: Path) -> None:
    for path in (shared_data / "nasty").rglob("*.parquet"):
        features = read_features(path)
        assert {shape.geom_type for shape in features.geometry} == {"Point"}
        assert features.crs == ""  # nothing in them says it
