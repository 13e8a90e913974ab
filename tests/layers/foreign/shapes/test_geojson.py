"""GeoJSON: what is in it, and one bad feature that costs itself only."""

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import UserError
from layers.foreign.reading import Features, read_features
from layers.foreign.shapes import geojson, geojson_shapes
from layers.foreign.source import Source
from tests.layers.foreign.making import outcome

pytestmark = pytest.mark.usefixtures("one_child")

POINT = {"type": "Point", "coordinates": [120.0, 40.0]}


def feature(geometry: object, **properties: object) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def read(tmp_path: Path, content: object, name: str = "a.geojson") -> Features:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return read_features(path)


def collection(*features: object, **members: object) -> dict:
    return {"type": "FeatureCollection", "features": list(features)} | members


def codes(features: Features) -> list[str]:
    return [note.code for note in features.notes]


def test_values_keep_their_types_and_absent_ones_are_none(tmp_path: Path) -> None:
    features = read(
        tmp_path,
        collection(feature(POINT, code="210604001000", n=3, big=2**60 + 1, share=0.5), feature(POINT, yes=True, n="")),
    )
    assert features.columns == {
        "code": ("210604001000", None),
        "n": (3, None),
        "big": (2**60 + 1, None),
        "share": (0.5, None),
        "yes": (None, True),
    }
    assert features.notes == ()


def test_township_outlines_of_songbei(shared_data: Path) -> None:
    path = shared_data / "boundaries" / "harbin_songbei" / "松北社区.geojson"
    features = read_features(path)
    source = json.loads(path.read_text("utf-8"))["features"]
    assert len(features) == len(source) == 250
    assert features.columns["社区名称"] == tuple(entry["properties"]["社区名称"] for entry in source)
    area = sum(shapely.geometry.shape(entry["geometry"]).area for entry in source)
    assert shapely.area(features.geometry).sum() == pytest.approx(area, rel=1e-12)
    assert features.crs == "EPSG:4326"
    assert len(features.sha256) == 64


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
        ("EPSG:4526", "EPSG:4526"),
        ("地方坐标系", ""),
    ],
)
def test_the_old_crs_member(tmp_path: Path, name: str, crs: str) -> None:
    features = read(tmp_path, collection(feature(POINT), crs={"type": "name", "properties": {"name": name}}))
    assert features.crs == crs
    assert codes(features) == ([] if crs else ["no_crs"])


def test_bad_features_cost_themselves_only(tmp_path: Path) -> None:
    open_ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
    features = read(
        tmp_path,
        collection(
            feature(POINT, a=1),
            feature({"type": "Point", "coordinates": ["x", "y"]}, a=2),
            feature(None, a=3),
            feature(open_ring, a=4),
            feature({"type": "LineString", "coordinates": [[1, 1]]}, a=5),
            {"type": "Feature", "geometry": POINT, "properties": ["no", "object"]},
            "no feature",
        ),
    )
    assert [shape is None for shape in features.geometry] == [False, True, True, False, True, False, True]
    assert features.geometry[3].area == 1
    assert features.columns["a"] == (1, 2, 3, 4, 5, None, None)
    rows = {note.code: note.rows for note in features.notes}
    assert rows == {
        "geometry_mended": ("4",),
        "broken_geometry": ("2", "5"),
        "no_geometry": ("3", "7"),
        "broken_properties": ("6", "7"),
    }


def test_height_is_dropped_and_said(tmp_path: Path) -> None:
    features = read(tmp_path, collection(feature({"type": "Point", "coordinates": [120, 40, 5]})))
    assert codes(features) == ["z_dropped"]
    assert not features.geometry[0].has_z
    flat = read(tmp_path, collection(feature({"type": "Point", "coordinates": [120, 40, 0]})))
    assert flat.notes == ()
    assert not flat.geometry[0].has_z


def test_collections_come_back_flat(tmp_path: Path) -> None:
    inner = {"type": "GeometryCollection", "geometries": [POINT, {"type": "GeometryCollection", "geometries": [POINT]}]}
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    features = read(tmp_path, collection(feature({"type": "GeometryCollection", "geometries": [inner, line]})))
    assert [part.geom_type for part in features.geometry[0].geoms] == ["Point", "Point", "LineString"]


@pytest.mark.parametrize("deep", [200, 20_000])
def test_collections_nested_beyond_reason(tmp_path: Path, deep: int) -> None:
    opening = '{"type":"GeometryCollection","geometries":['
    geometry = opening * deep + json.dumps(POINT) + "]}" * deep
    path = tmp_path / "a.geojson"
    path.write_text(f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}', "utf-8")
    result = outcome(read_features, path)
    if isinstance(result, UserError):  # refused whole or not at all
        assert "嵌套太深" in result.what
    else:
        assert result.geometry[0] is None


def test_sequences_in_either_separator(tmp_path: Path) -> None:
    lines = [json.dumps(feature(POINT, n=number), indent=number) for number in (1, 2, 3)]
    assert read(tmp_path, "\n".join(lines), "a.geojsonl").columns["n"] == (1, 2, 3)
    assert read(tmp_path, "".join(f"\x1e{line}\n" for line in lines), "a.txt").columns["n"] == (1, 2, 3)


def test_chinese_encodings(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(POINT, 名称="元宝区")), ensure_ascii=False)
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        path = tmp_path / f"{encoding}.geojson"
        path.write_bytes(text.encode(encoding))
        assert read_features(path).columns["名称"] == ("元宝区",)


def test_half_a_surrogate_pair_becomes_text_that_can_be_stored(tmp_path: Path) -> None:
    name = read(tmp_path, '{"type":"Feature","geometry":null,"properties":{"n":"a\\ud83d"}}').columns["n"][0]
    assert str(name).encode("utf-8") == b"a?"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"type": "FeatureCollection", "features": [\n{"type":', "第 2 行第 9 个字符"),
        ("{}", "不是 GeoJSON"),
        ('{"type": "Topology", "objects": {}}', "没有任何要素"),
        ('{"type": "Topology", "objects": []}', "不是有效的 TopoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "没有任何要素"),
        ('{"type": "FeatureCollection", "features": {}}', "不是 GeoJSON"),
        ("[1, 2]", "不是 GeoJSON"),
        ('{"a":' * 100_000, "嵌套太深"),
        ('{"type":"Feature","geometry":null,"properties":{"n":1' + "0" * 5000 + "}}", "数字太长"),
        ("<html><body>404</body></html>", "不是有效的GeoJSON"),
    ],
    ids=range(10),
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: str, what: str) -> None:
    with pytest.raises(UserError, match=what) as caught:
        read(tmp_path, content)
    assert caught.value.where == "a.geojson"
    assert caught.value.remedy


def large_one(tmp_path: Path, count: int) -> Source:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(collection(*(feature(POINT, n=n) for n in range(count)))), "utf-8")
    return Source(path, "a.geojson", "geojson", tmp_path, {})


def test_a_large_file_is_shown_without_reading_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = large_one(tmp_path, 1000)
    (whole,) = geojson.contents(source)
    monkeypatch.setattr(geojson, "LARGE_BYTES", 1000)
    (part,) = geojson.contents(source)
    assert (whole.rows, part.rows) == (1000, -1)
    assert (part.columns, part.sample, part.geometry) == (whole.columns, whole.sample, whole.geometry)


@pytest.mark.parametrize(("limit", "what"), [("MOST_VERTICES", "个顶点"), ("MOST_CELLS", "要素太多")])
def test_more_than_fits_is_refused_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, what: str
) -> None:
    monkeypatch.setattr(geojson, limit, 500)
    monkeypatch.setattr(geojson, "ENTRIES_AT_ONCE", 100)
    with pytest.raises(UserError, match=what):
        geojson.read(large_one(tmp_path, 1000))


coordinates = st.floats(-180, 180, allow_nan=False).map(lambda value: round(value, 6))
position = st.lists(coordinates, min_size=2, max_size=2)
line = st.lists(position, min_size=2, max_size=6)
ring = st.lists(position, min_size=3, max_size=6).map(lambda points: [*points, points[0]])
shapes = st.one_of(
    st.builds(lambda c: {"type": "Point", "coordinates": c}, position),
    st.builds(lambda c: {"type": "LineString", "coordinates": c}, line),
    st.builds(lambda c: {"type": "Polygon", "coordinates": c}, st.lists(ring, min_size=1, max_size=3)),
    st.builds(
        lambda c: {"type": "MultiPolygon", "coordinates": c},
        st.lists(st.lists(ring, min_size=1, max_size=2), min_size=1, max_size=3),
    ),
    st.builds(lambda c: {"type": "MultiPoint", "coordinates": c}, st.lists(position, min_size=1)),
    st.just({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}),  # not closed
    st.just({"type": "LineString", "coordinates": [[0], [1, 2, 3]]}),
    st.just({"type": "Polygon", "coordinates": [[[0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 0, 1]]]}),
    st.just({"type": "Point", "coordinates": ["1", "2"]}),
    st.none(),
)


@given(st.lists(shapes, max_size=12))
def test_many_at_once_are_the_same_as_one_by_one(members: list) -> None:
    """Against GEOS' own reader."""
    made, mended, broken = geojson_shapes.shapes_of(members)
    for place, member in enumerate(members):
        alone = None if member is None else shapely.from_geojson(json.dumps(member), on_invalid="ignore")
        if alone is None:
            assert made[place] is None or place in mended
            assert member is None or place in mended or place in broken
        else:
            assert shapely.equals_identical(made[place], alone)
