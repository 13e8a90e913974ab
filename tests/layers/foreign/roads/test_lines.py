"""Line layers as roads: shared vertices join, crossings do not, and every reference system ends in degrees."""

import json
from pathlib import Path

import numpy as np
import osmium
import pyproj
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.ops import substring

from layers.errors import UserError
from layers.foreign.reading import RoadsRead, read_roads
from layers.projection import Metric
from layers.tables import CYCLE, DRIVE, WALK, Roads

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


def segments(roads: Roads) -> set[tuple]:
    """The segments as pairs of places, with their class, access and direction."""
    place = [(round(lon, 7), round(lat, 7)) for lon, lat in zip(roads.lon.tolist(), roads.lat.tolist(), strict=True)]
    ends = zip(roads.tail, roads.head, roads.way, roads.access, roads.oneway, strict=True)
    return {
        (place[tail], place[head], str(roads.way_class[way]), int(access), int(oneway))
        for tail, head, way, access, oneway in ends
    }


def codes(result: RoadsRead) -> list[str]:
    return [note.code for note in result.notes]


def test_vertices_within_a_centimetre_are_one_node(tmp_path: Path) -> None:
    path = layer(
        tmp_path / "a.geojson",
        [
            line((120, 40), (120.01, 40.00000004999)),
            line((120.01000000001, 40.00000005001), (120.02, 40)),  # another cell of any rounding, the same place
            line((120.01, 40.00003), (120.01, 40.01)),  # three metres away
        ],
    )
    roads = read_roads(path).roads
    assert len(roads) == 3
    assert len(roads.lon) == 5
    assert roads.head[0] == roads.tail[1]
    assert roads.tail[2] not in (roads.head[0], roads.tail[0])


def lattice(*bridge: float, **properties: object) -> list:
    """Five streets each way, 0.001 degrees apart, from edge to edge, without vertices where they cross.

    Args:
        bridge: which of the streets from west to east is told to be one.
        properties: what that street has; the others have no more than a class.
    """
    at = [120 + step / 1000 for step in range(5)]
    across = [line((at[0], y - 80), (at[-1], y - 80), 等级="县道", **(properties if y in bridge else {})) for y in at]
    return across + [line((x, 40), (x, at[-1] - 80), 等级="县道") for x in at]


def test_a_lattice_that_was_drawn_without_joints_is_joined(tmp_path: Path) -> None:
    result = read_roads(layer(tmp_path / "a.geojson", lattice()))
    assert (len(result.roads), len(result.roads.lon)) == (2 * 4 * 5, 25)
    notes = {note.code: note for note in result.notes}
    # where the outermost streets meet they share their ends; on the edge one ends on the other, within they cross
    assert notes["ends_snapped"].message.startswith("12 个")
    assert notes["crossings_joined"].message.startswith("9 处")
    assert len(notes["crossings_joined"].spots) == 9
    assert all(
        abs(lon - 120.002) < 0.0015 and abs(lat - 40.002) < 0.0015 for lon, lat in notes["crossings_joined"].spots
    )


@pytest.mark.parametrize(
    "properties",
    [
        *({"bridge": "yes"}, {"bridge": "T"}, {"桥梁": "是"}, {"tunnel": "yes"}, {"隧道": 1}),
        *({"layer": 1}, {"layer": "-1"}, {"名称": "黄河大桥"}, {"名称": "青年高架"}, {"道路类型": "高架路"}),
    ],
    ids=str,
)
def test_a_bridge_is_joined_at_its_ends_only(tmp_path: Path, properties: dict) -> None:
    middle = 120.002
    result = read_roads(layer(tmp_path / "a.geojson", lattice(middle, **properties)))
    roads = result.roads
    # without the bridge 4 x 5 + 4 x 4 segments, of which the three streets beneath it are whole: 3 less; one bridge
    assert (len(roads), len(roads.lon)) == (2 * 4 * 5 - 3 - 3, 25 - 3)
    notes = {note.code: note for note in result.notes}
    assert notes["crossings_apart"].message.startswith("3 处")
    assert {round(lat, 6) for _, lat in notes["crossings_apart"].spots} == {40.002}
    bridge = [way for way, lat in zip(roads.way, roads.lat[roads.tail], strict=True) if abs(lat - 40.002) < 1e-9]
    assert bridge


def test_an_expressway_joins_only_where_a_vertex_is_shared(tmp_path: Path) -> None:
    motorway = line((119.99, 40.0015), (120.0025, 40.0015), (120.01, 40.0015), 等级="高速公路")
    ramp = line((120.0025, 40.0015), (120.002, 40.002), 等级="匝道")  # to where two streets cross
    result = read_roads(layer(tmp_path / "a.geojson", [*lattice(), motorway, ramp]))
    roads = result.roads
    assert (len(roads), len(roads.lon)) == (2 * 4 * 5 + 2 + 1, 25 + 3)
    assert next(note for note in result.notes if note.code == "crossings_apart").message.startswith("5 处")
    assert np.count_nonzero(roads.access == DRIVE) == 3


def test_a_road_drawn_twice_is_one(tmp_path: Path) -> None:
    street = ((120, 40), (120.001, 40), (120.002, 40))
    lines = [line(*street, highway="residential"), line(*street[::-1], highway="residential")]
    lines += [
        line(*street, highway="residential", oneway="yes"),
        line(*street[::-1], highway="residential", oneway="yes"),
    ]
    lines.append(line(*street[::-1], highway="residential", oneway="-1"))
    result = read_roads(layer(tmp_path / "a.geojson", lines))
    assert len(result.roads) == 2 * 3
    assert sorted(result.roads.oneway.tolist()) == [0, 0, 1, 1, 1, 1]
    (note,) = [note for note in result.notes if note.code == "drawn_twice"]
    assert (note.rows, "2 条" in note.message) == (("2", "5"), True)


def test_attributes_by_their_openstreetmap_names(tmp_path: Path) -> None:
    path = layer(
        tmp_path / "a.geojson",
        [
            line((0, 0), (1, 0), (2, 0), highway="footway", oneway="yes", name="甲", maxspeed="30"),
            line((0, 1), (1, 1), highway="特殊", oneway="-1", maxspeed=60),
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
    assert codes(result) == ["unknown_class", "class_missing"]


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
    result = read_roads(layer(tmp_path / "a.geojson", [line((0, 0), (1, 0), 编码="motorways")]))
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


@pytest.mark.parametrize("name", ["dalian_xinghaiwan_drive_service_20241003", "sao_paulo_r5r"])
def test_openstreetmap_as_a_line_layer_is_the_same_network(tmp_path: Path, shared_data: Path, name: str) -> None:
    path = shared_data / "osm" / f"{name}.osm.pbf"
    lines = [
        line(*((node.lon, node.lat) for node in way.nodes if node.location.valid()), **dict(way.tags))
        for way in osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
        if way.is_way() and "highway" in way.tags
    ]
    exported, own = read_roads(layer(tmp_path / "a.geojson", lines)), read_roads(path)
    assert segments(exported.roads) == segments(own.roads)
    assert len(exported.roads) == len(own.roads)
    assert {"ends_snapped", "crossings_joined"}.isdisjoint(codes(exported))


def largest_part(roads: Roads) -> float:
    """The share of the whole length that hangs together."""
    metric = Metric.of_extent(roads.lon.min(), roads.lat.min(), roads.lon.max(), roads.lat.max())
    x, y = metric.forward(roads.lon, roads.lat)
    metres = np.hypot(x[roads.tail] - x[roads.head], y[roads.tail] - y[roads.head])
    links = coo_array((np.ones(len(roads)), (roads.tail, roads.head)), shape=(len(x), len(x)))
    length = np.bincount(connected_components(links, directed=False)[1][roads.tail], weights=metres)
    return float(length.max() / length.sum())


def test_a_real_network_that_lost_its_joints_gets_them_back(tmp_path: Path, shared_data: Path) -> None:
    """Half a metre is cut off both ends of every road, and the vertices on its straights are taken out."""
    path = shared_data / "osm" / "dalian_xinghaiwan_drive_service_20241003.osm.pbf"
    metric, lines = Metric(121.6, 38.9), []
    for way in osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if way.is_way() and "highway" in way.tags:
            metres = np.column_stack(metric.forward(*np.array([(node.lon, node.lat) for node in way.nodes]).T))
            road = shapely.simplify(shapely.LineString(metres), 0.3)
            short = substring(road, 0.5, road.length - 0.5) if road.length > 3 else road
            degrees = np.column_stack(metric.inverse(*shapely.get_coordinates(short).T)).tolist()
            told = {key: way.tags.get(key) for key in ("bridge", "tunnel", "layer")}
            lines.append(line(*degrees, 道路等级=way.tags["highway"], **told))
    mended = read_roads(layer(tmp_path / "a.geojson", lines))
    assert largest_part(mended.roads) > largest_part(read_roads(path).roads) - 0.005 > 0.97
    notes = {note.code: int(note.message.split()[0]) for note in mended.notes if note.spots}
    assert notes["ends_snapped"] > 3000
    assert notes["crossings_joined"] > 400
    assert notes["crossings_apart"] > 100


def test_real_street_layer(shared_data: Path) -> None:
    path = shared_data / "nasty/ors/ors-api/src/test/files/traffic_data/here/Streets.shp"
    roads = read_roads(path).roads
    assert (len(roads), len(roads.way_name)) == (10, 6)
