"""Line layers as roads: shared vertices join, crossings do not, and every reference system ends in degrees."""

import json
from pathlib import Path

import numpy as np
import pyproj
import pytest

from layers.errors import UserError
from layers.foreign.reading import RoadsRead, read_roads
from layers.tables import CYCLE, DRIVE, WALK

pytestmark = pytest.mark.usefixtures("one_child")


def layer(path: Path, lines: list, crs: str = "") -> Path:
    features = [
        {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
        for kind, coordinates, properties in lines
    ]
    member = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features} | member), "utf-8")
    return path


def line(*coordinates: tuple[float, float], **properties: object) -> tuple:
    return "LineString", coordinates, properties


def codes(result: RoadsRead) -> list[str]:
    return [note.code for note in result.notes]


def test_vertices_within_a_centimetre_are_one_node(tmp_path: Path) -> None:
    path = layer(
        tmp_path / "a.geojson",
        [
            line((120, 40), (120.01, 40.00000004999)),
            line((120.01000000001, 40.00000005001), (120.02, 40)),  # another cell of any rounding, the same place
            line((120.0100002, 40.00000005), (120.01, 40.01)),  # two centimetres away
        ],
    )
    roads = read_roads(path).roads
    assert len(roads) == 3
    assert len(roads.lon) == 5
    assert roads.head[0] == roads.tail[1]
    assert roads.tail[2] not in (roads.head[0], roads.tail[0])


def test_crossings_without_a_shared_vertex_are_not_joined(tmp_path: Path) -> None:
    path = layer(tmp_path / "a.geojson", [line((0, 0), (2, 2)), line((0, 2), (2, 0))])
    roads = read_roads(path).roads
    assert (len(roads), len(roads.lon)) == (2, 4)


def test_attributes_by_their_openstreetmap_names(tmp_path: Path) -> None:
    path = layer(
        tmp_path / "a.geojson",
        [
            line((0, 0), (1, 0), (2, 0), highway="footway", oneway="yes", name="甲", maxspeed="30"),
            line((0, 1), (1, 1), highway="县道", oneway="-1", maxspeed=60),
            line((0, 2), (1, 2)),
        ],
    )
    result = read_roads(path)
    roads = result.roads
    everybody = WALK | CYCLE | DRIVE
    assert roads.way.tolist() == [0, 0, 1, 2]
    assert roads.access.tolist() == [WALK, WALK, everybody, everybody]
    assert roads.oneway.tolist() == [1, 1, -1, 0]
    assert roads.way_name.tolist() == ["甲", "", ""]
    assert roads.way_class.tolist() == ["footway", "road", "road"]
    assert roads.way_maxspeed_kmh[:2].tolist() == [30, 60]
    assert np.isnan(roads.way_maxspeed_kmh[2])
    assert codes(result) == ["unknown_class"]


def test_columns_that_were_named(tmp_path: Path) -> None:
    path = layer(tmp_path / "a.geojson", [line((0, 0), (1, 0), 等级="motorway", 方向="TF", 路名="乙", 限速="80")])
    options = {"class_column": "等级", "oneway_column": "方向", "name_column": "路名", "maxspeed_column": "限速"}
    roads = read_roads(path, **options).roads
    assert (roads.way_class[0], roads.oneway[0], roads.way_name[0], roads.way_maxspeed_kmh[0]) == (
        "motorway",
        -1,
        "乙",
        80,
    )
    with pytest.raises(UserError, match="没有“级别”这一列。可选:等级、方向、路名、限速"):
        read_roads(path, class_column="级别")


@pytest.mark.parametrize("column", ["highway", "HIGHWAY", "fclass", "FCLASS", "FClass"])
def test_the_class_column_of_every_export(tmp_path: Path, column: str) -> None:
    words = ["motorway", "Footway", "track_grade3", "unknown"]
    lines = [line((0, row), (1, row), **{column: word, "ONEWAY": "F"}) for row, word in enumerate(words)]
    path = layer(tmp_path / "a.geojson", lines)
    for result in (read_roads(path), read_roads(path, class_column=column.swapcase())):
        everybody = WALK | CYCLE | DRIVE
        assert result.roads.way_class.tolist() == ["motorway", "footway", "track", "road"]
        assert result.roads.access.tolist() == [DRIVE, WALK, everybody, everybody]
        assert result.roads.oneway.tolist() == [1, 1, 1, 1]
        assert "no_road_class" not in codes(result)


def test_roads_without_a_class_are_open_to_all_and_it_says_so(tmp_path: Path) -> None:
    result = read_roads(layer(tmp_path / "a.geojson", [line((0, 0), (1, 0), 等级="motorway")]))
    assert result.roads.access.tolist() == [WALK | CYCLE | DRIVE]
    (note,) = [note for note in result.notes if note.code == "no_road_class"]
    assert note.severity == "warning"
    assert "人人可走" in note.message


def test_what_is_no_line_is_left_out_and_counted(tmp_path: Path) -> None:
    path = layer(
        tmp_path / "a.geojson",
        [
            ("MultiLineString", [[(0, 0), (1, 0)], [(3, 0), (4, 0), (4, 0)]], {}),
            ("Point", (0, 0), {}),
            ("Polygon", [[(0, 0), (1, 0), (1, 1), (0, 0)]], {}),
        ],
    )
    result = read_roads(path)
    assert len(result.roads) == 2
    notes = {note.code: note.message for note in result.notes}
    assert "2 个不是线" in notes["not_lines"]
    assert "1 段" in notes["loops"]


def test_no_lines_at_all(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有线"):
        read_roads(layer(tmp_path / "a.geojson", [("Point", (0, 0), {})]))
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UserError, match="没有道路线"):
        read_roads(tmp_path / "a.csv")


def test_projected_coordinates_become_degrees(tmp_path: Path) -> None:
    to_metres = pyproj.Transformer.from_crs(4490, 4528, always_xy=True)
    degrees = [(120.1, 41.2), (120.2, 41.3)]
    metres = [to_metres.transform(*place) for place in degrees]
    roads = read_roads(layer(tmp_path / "a.geojson", [line(*metres)], "urn:ogc:def:crs:EPSG::4528")).roads
    assert sorted(zip(roads.lon, roads.lat, strict=True)) == [pytest.approx(place, abs=1e-9) for place in degrees]


@pytest.mark.parametrize("code", [4490, 4326, 4979, 4480])
def test_geographic_systems_pass_unchanged(tmp_path: Path, code: int) -> None:
    roads = read_roads(layer(tmp_path / "a.geojson", [line((120.1, 41.2), (120.2, 41.3))], f"EPSG:{code}")).roads
    assert roads.lon.tolist() == [120.1, 120.2]


@pytest.mark.parametrize(("code", "label"), [(2436, "北京54"), (4214, "北京54"), (2383, "西安80"), (4610, "西安80")])
def test_secret_datums_are_refused(tmp_path: Path, code: int, label: str) -> None:
    with pytest.raises(UserError, match=label):
        read_roads(layer(tmp_path / "a.geojson", [line((120.1, 41.2), (120.2, 41.3))], f"EPSG:{code}"))


def test_metres_that_claim_to_be_degrees(tmp_path: Path) -> None:
    path = layer(tmp_path / "a.geojson", [line((40500000, 4560000), (40500100, 4560100))], "EPSG:4490")
    with pytest.raises(UserError, match="超出了坐标系的范围"):
        read_roads(path)


def test_no_reference_system(tmp_path: Path) -> None:
    degrees = layer(tmp_path / "a.geojson", [line((120.1, 41.2), (120.2, 41.3))], "地方坐标系")
    assert "crs_assumed" in codes(read_roads(degrees))
    metres = layer(tmp_path / "b.geojson", [line((40500000, 4560000), (40500100, 4560100))], "地方坐标系")
    with pytest.raises(UserError, match="没有说明坐标系"):
        read_roads(metres)


def test_coordinates_that_are_no_numbers(tmp_path: Path) -> None:
    path = layer(tmp_path / "a.geojson", [line((120.1, 41.2), (1e400, 41.3))])
    with pytest.raises(UserError):
        read_roads(path)


def test_real_street_layer(shared_data: Path) -> None:
    path = shared_data / "nasty/ors/ors-api/src/test/files/traffic_data/here/Streets.shp"
    roads = read_roads(path).roads
    assert (len(roads), len(roads.way_name)) == (10, 6)
