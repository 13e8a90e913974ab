"""JSON of web pages and of ArcGIS: coordinates under any name, in any nesting."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.foreign.reading import Features, read_features
from layers.foreign.shapes import records
from tests.layers.foreign.making import outcome

pytestmark = pytest.mark.usefixtures("one_child")

TRIANGLE = [[120, 40], [121, 40], [121, 41]]
OTHER = [[130, 40], [131, 40], [131, 41]]
AREA = shapely.Polygon(TRIANGLE)


def read(tmp_path: Path, document: Any) -> Features:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return read_features(path)


def written(ring: list[list[float]]) -> str:
    return ";".join(f"{x},{y}" for x, y in ring)


@pytest.mark.parametrize(
    "points",
    [
        TRIANGLE,
        [*TRIANGLE, TRIANGLE[0]],
        [[x, y, 5] for x, y in TRIANGLE],
        [[str(x), str(y)] for x, y in TRIANGLE],
        [{"lng": x, "lat": y} for x, y in TRIANGLE],
        [{"Longitude": x, "Latitude": y} for x, y in TRIANGLE],
        [f"{x},{y}" for x, y in TRIANGLE],
        written(TRIANGLE),
        [written(TRIANGLE)],
        [TRIANGLE],
        [[TRIANGLE]],
        [number for point in TRIANGLE for number in point],
    ],
    ids=range(12),
)
@pytest.mark.parametrize("name", ["points", "path", "boundary", "polyline", "coordinates"])
def test_an_outline_however_it_is_written(tmp_path: Path, name: str, points: Any) -> None:
    for document in (
        {"name": "甲", name: points},
        [{"name": "甲", name: points}],
        {"features": [{"name": "甲", name: points}]},
        {"code": 0, "data": {"list": [{"name": "甲", name: points}]}},
    ):
        features = read(tmp_path, document)
        assert features.columns["name"] == ("甲",)
        assert features.geometry[0].equals(AREA)
        assert features.crs == ""
        assert "no_crs" in [note.code for note in features.notes]


def test_outlines_of_several_parts(tmp_path: Path) -> None:
    for parts in (f"{written(TRIANGLE)}|{written(OTHER)}", [TRIANGLE, OTHER], [[TRIANGLE], [OTHER]]):
        shape = read(tmp_path, [{"name": "甲", "boundary": parts}]).geometry[0]
        assert shape.equals(shapely.MultiPolygon([AREA, shapely.Polygon(OTHER)]))


@pytest.mark.parametrize("place", ["126.5,45.8", [126.5, 45.8], {"lat": 45.8, "lng": 126.5}, {"y": 45.8, "x": "126.5"}])
@pytest.mark.parametrize("name", ["location", "center", "lnglat"])
def test_places_of_map_services(tmp_path: Path, name: str, place: Any) -> None:
    features = read(tmp_path, {"status": "1", "pois": [{"name": "敬老院", "tel": [], name: place}]})
    assert shapely.to_wkt(features.geometry[0], trim=True) == "POINT (126.5 45.8)"
    assert features.columns == {"name": ("敬老院",), "tel": ("[]",)}


def test_an_outline_goes_before_a_centre(tmp_path: Path) -> None:
    features = read(tmp_path, [{"center": "120.5,40.2", "polyline": written(TRIANGLE)}])
    assert features.geometry[0].equals(AREA)
    assert features.columns == {"center": ("120.5,40.2",)}


def test_districts_within_districts(tmp_path: Path) -> None:
    towns = [{"name": "利民", "center": "126.1,45.1"}, {"name": "松浦", "center": "126.2,45.2"}]
    features = read(tmp_path, {"districts": [{"name": "松北", "polyline": written(TRIANGLE), "districts": towns}]})
    assert features.columns["name"] == ("松北", "利民", "松浦")
    assert features.columns["上级"] == (None, "松北", "松北")
    assert [shape.geom_type for shape in features.geometry] == ["Polygon", "Point", "Point"]


def test_flat_coordinates_stay_columns(tmp_path: Path) -> None:
    features = read(tmp_path, [{"name": "a", "lng": 126.5, "lat": 45.8}, {"name": "b", "lng": 126.6, "lat": 45.9}])
    assert features.geometry is None
    assert features.columns == {"name": ("a", "b"), "lng": (126.5, 126.6), "lat": (45.8, 45.9)}


def test_what_openstreetmap_answers(tmp_path: Path) -> None:
    node = {"type": "node", "id": 7, "lat": 45.1, "lon": 126.1, "tags": {"name": "养老院", "amenity": "nursing_home"}}
    features = read(tmp_path, {"version": 0.6, "elements": [node]})
    assert features.columns["name"] == ("养老院",)
    assert features.columns["lat"] == (45.1,)


def test_features_without_types(tmp_path: Path) -> None:
    features = read(
        tmp_path,
        {
            "features": [
                {"name": "面", "geometry": {"coordinates": [[*TRIANGLE, TRIANGLE[0]]]}},
                {"properties": {"name": "点"}, "geometry": {"coordinates": [1, 2]}},
                {"name": "线", "geometry": {"coordinates": TRIANGLE}},
            ]
        },
    )
    assert features.columns == {"name": ("面", "点", "线")}
    assert [shape.geom_type for shape in features.geometry] == ["Polygon", "Point", "LineString"]


def test_coordinates_packed_by_echarts(tmp_path: Path) -> None:
    def packed(ring: list[list[int]], start: tuple[int, int]) -> str:
        letters, before = "", start
        for point in ring:
            for now, last in zip(point, before, strict=True):
                step = now - last
                letters += chr((step << 1 if step >= 0 else (-step << 1) - 1) + 64)
            before = (point[0], point[1])
        return letters

    ring = [[122880, 40960], [123904, 40960], [123904, 41984], [122880, 40960]]  # 1024ths of (120 40) (121 40) (121 41)
    start = (122000, 41000)
    polygon = {"type": "Polygon", "coordinates": [packed(ring, start)], "encodeOffsets": [list(start)]}
    multi = {"type": "MultiPolygon", "coordinates": [[packed(ring, start)]], "encodeOffsets": [[list(start)]]}
    entries = [{"type": "Feature", "properties": {"name": "甲"}, "geometry": shape} for shape in (polygon, multi)]
    features = read(tmp_path, {"type": "FeatureCollection", "features": entries, "UTF8Encoding": True})
    assert all(shapely.equals(features.geometry, AREA))


@pytest.mark.parametrize(
    ("reference", "crs"),
    [
        ({"wkid": 4490}, "EPSG:4490"),
        ({"wkid": 102100, "latestWkid": 3857}, "EPSG:3857"),
        ({"wkid": 102012}, "ESRI:102012"),
    ],
)
def test_arcgis(tmp_path: Path, reference: dict[str, int], crs: str) -> None:
    outer, hole = shapely.box(0, 0, 10, 10), shapely.box(2, 2, 4, 4)
    island, far = shapely.box(2.5, 2.5, 3, 3), shapely.box(20, 0, 21, 1)
    rings = [[list(point) for point in shape.exterior.coords] for shape in (hole, far, outer, island)]
    shapes = [{"rings": rings}, {"x": 1, "y": 2}, {"paths": [TRIANGLE]}, {"points": TRIANGLE}, None]
    entries = [{"attributes": {"NAME": n}, "geometry": shape} for n, shape in enumerate(shapes)]
    features = read(tmp_path, {"spatialReference": reference, "features": entries})
    assert features.crs == crs
    assert features.columns == {"NAME": (0, 1, 2, 3, 4)}
    assert features.geometry[0].equals(outer.difference(hole).union(island).union(far))
    assert [shape.geom_type for shape in features.geometry[1:4]] == ["Point", "MultiLineString", "MultiPoint"]
    assert features.geometry[4] is None


rings_of_boxes = st.lists(
    st.builds(lambda x, y, side: shapely.box(x, y, x + side, y + side), *[st.integers(0, 40)] * 2, st.integers(1, 20)),
    min_size=1,
    max_size=5,
).filter(lambda boxes: not any(a.boundary.intersects(b.boundary) for n, a in enumerate(boxes) for b in boxes[:n]))


@given(rings_of_boxes)
def test_rings_in_any_order_fill_by_even_and_odd(boxes: list[Any]) -> None:
    shape = records.polygon_of([list(box.exterior.coords) for box in boxes])
    odd = shapely.Polygon()
    for box in boxes:
        odd = odd.symmetric_difference(box)
    assert shape.equals(odd)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 200) | st.floats() | st.text("0123456789,.;|- x", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from("points lng lat location features geometry rings tags name x".split()), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from("points path location geometry attributes features boundary".split()), values))
def test_no_object_is_too_odd(tmp_path_factory: pytest.TempPathFactory, entry: dict[str, Any]) -> None:
    path = tmp_path_factory.mktemp("odd") / "a.json"
    path.write_text(json.dumps([entry, {"name": "甲", "points": TRIANGLE}]), "utf-8")
    features = outcome(read_features, path)
    assert features.columns["name"][-1] == "甲"
    assert features.geometry[-1].equals(AREA)
