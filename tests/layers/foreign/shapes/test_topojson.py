"""TopoJSON: shared arcs, quantised or not, several objects."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from layers.errors import UserError
from layers.foreign.reading import Features, read_contents, read_features

pytestmark = pytest.mark.usefixtures("one_child")

# Two squares, (120 40)-(121 41) and (121 40)-(122 41), that share the border at 121; steps of 0.1 degree.
ARCS = [[[10, 0], [-10, 0], [0, 10], [10, 0]], [[10, 10], [0, -10]], [[10, 10], [10, 0], [0, -10], [-10, 0]]]
LEFT = {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "甲"}}
RIGHT = {"type": "Polygon", "arcs": [[~1, 2]], "id": "R", "properties": {"name": "乙"}}
BOTH = {"type": "MultiPolygon", "arcs": [[[0, 1]], [[~1, 2]]], "properties": {"name": "丙"}}
SQUARES = [shapely.box(120, 40, 121, 41), shapely.box(121, 40, 122, 41)]


def topology(objects: dict[str, Any], **members: Any) -> dict[str, Any]:
    quantised = {"transform": {"scale": [0.1, 0.1], "translate": [120, 40]}, "arcs": ARCS}
    return {"type": "Topology", "objects": objects} | quantised | members


def read(tmp_path: Path, document: Any, **options: str) -> Features:
    path = tmp_path / "a.topojson"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return read_features(path, **options)


def test_shared_borders_are_shared(tmp_path: Path) -> None:
    collection = {"type": "GeometryCollection", "geometries": [LEFT, RIGHT, BOTH]}
    features = read(tmp_path, topology({"镇": collection}))
    assert features.columns == {"id": (None, "R", None), "name": ("甲", "乙", "丙")}
    assert all(shapely.equals(features.geometry[:2], SQUARES))
    assert features.geometry[2].equals(shapely.union_all(SQUARES))
    assert shapely.shared_paths(*shapely.boundary(features.geometry[:2])).length == 1
    assert (features.layer, features.crs, features.notes) == ("镇", "EPSG:4326", ())


def test_plain_coordinates(tmp_path: Path) -> None:
    arcs = [[[120, 40], [121, 40], [121, 41], [120, 40]]]
    document = {"type": "Topology", "objects": {"a": {"type": "Polygon", "arcs": [[0]]}}, "arcs": arcs}
    assert read(tmp_path, document).geometry[0].equals(shapely.Polygon(arcs[0]))


def test_points_are_quantised_without_differences(tmp_path: Path) -> None:
    points = {"type": "MultiPoint", "coordinates": [[10, 10], [20, 20]]}
    found = read(tmp_path, topology({"a": points})).geometry[0]
    assert [(point.x, point.y) for point in found.geoms] == [pytest.approx((121, 41)), pytest.approx((122, 42))]


def test_objects_are_layers(tmp_path: Path) -> None:
    document = topology({"镇": LEFT, "空": {"type": "GeometryCollection", "geometries": []}, "村": RIGHT})
    first = read(tmp_path, document)
    assert (first.layer, first.columns["name"]) == ("镇", ("甲",))
    assert [note.code for note in first.notes] == ["layers_ignored"]
    assert read(tmp_path, document, layer="村").columns["name"] == ("乙",)
    with pytest.raises(UserError, match="没有名为“县”的图层。可选:镇、空、村"):
        read(tmp_path, document, layer="县")
    parts = read_contents(tmp_path / "a.topojson").parts
    assert [(part.name, part.rows, part.geometry) for part in parts] == [("镇", 1, "polygon"), ("村", 1, "polygon")]


def test_topology_that_begins_with_its_arcs_is_known_too(tmp_path: Path) -> None:
    filler = [[[0, 0]] * 3000]
    document = {"arcs": ARCS + filler, "objects": {"a": LEFT}, "type": "Topology"}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document | {"transform": topology({})["transform"]}), "utf-8")
    assert read_features(path).geometry[0].equals(SQUARES[0])


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "Polygon", "arcs": [[99]]},
        {"type": "Polygon", "arcs": "x"},
        {"type": "Polygon"},
        {"type": "Point", "coordinates": ["x"]},
        {"type": "Polygon", "arcs": [[3]]},
    ],
)
def test_a_bad_outline_costs_itself_only(tmp_path: Path, bad: dict[str, Any]) -> None:
    collection = {"type": "GeometryCollection", "geometries": [LEFT, bad, RIGHT]}
    features = read(tmp_path, topology({"a": collection}, arcs=[*ARCS, "no arc"]))
    assert [shape is None for shape in features.geometry] == [False, True, False]
    assert [(note.code, note.rows) for note in features.notes] == [("broken_geometry", ("2",))]


@pytest.mark.parametrize("objects", [[], "x", None])
def test_what_is_no_topology(tmp_path: Path, objects: Any) -> None:
    with pytest.raises(UserError, match="不是有效的 TopoJSON"):
        read(tmp_path, {"type": "Topology", "objects": objects})


def test_real_topojson(shared_data: Path) -> None:
    (path,) = (shared_data / "nasty").rglob("*.topojson")
    features = read_features(path)
    assert len(features)
    assert not shapely.is_missing(features.geometry).any()
