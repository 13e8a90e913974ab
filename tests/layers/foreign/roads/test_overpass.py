"""Answers of Overpass, beside the same roads as an OSM file."""

import json
from pathlib import Path

import numpy as np
import pytest

from layers.errors import UserError
from layers.foreign.answer import RoadsRead
from layers.foreign.reading import read_roads
from layers.foreign.roads import overpass
from layers.foreign.source import Source
from layers.tables import CYCLE, DRIVE, WALK, Roads
from tests.layers.foreign.making import osm_xml

pytestmark = pytest.mark.usefixtures("one_child")

NODES = {11: (120.0, 40.0), 12: (120.01, 40.0), 13: (120.02, 40.0), 14: (120.02, 40.01), 15: (120.02, 40.01)}
WAYS = [
    ([11, 12, 13], {"highway": "residential", "name": "青年大街", "oneway": "-1", "maxspeed": "40"}),
    ([12, 14], {"highway": "steps", "ref": "G1"}),
    ([13, 15, 99], {"highway": "primary"}),
    ([11, 14], {"highway": "service", "access": "no"}),
    ([11, 14], {"building": "yes"}),
]


def answered(tmp_path: Path, elements: list, **further: object) -> tuple[RoadsRead, list]:
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"version": 0.6, "generator": "Overpass API", "elements": elements} | further), "utf-8")
    source = Source(path, path.name, "overpass", tmp_path, {})
    return overpass.read(source), source.notes


def nodes() -> list:
    return [
        {"type": "node", "id": ref, "lon": lon, "lat": lat, "tags": {"a": "b"}} for ref, (lon, lat) in NODES.items()
    ]


def ways(*, numbers: bool, geometry: bool) -> list:
    made = []
    for number, (refs, tags) in enumerate(WAYS):
        way = {
            "type": "way",
            "id": number,
            "tags": tags,
            "bounds": {"minlat": 1, "minlon": 1, "maxlat": 2, "maxlon": 2},
        }
        if numbers:
            way["nodes"] = refs
        if geometry:
            way["geometry"] = [{"lat": NODES[ref][1], "lon": NODES[ref][0]} if ref in NODES else None for ref in refs]
        made.append(way)
    return made


def told(roads: Roads) -> list:
    place = list(zip(roads.lon.tolist(), roads.lat.tolist(), strict=True))
    ends = zip(roads.tail, roads.head, roads.access, roads.oneway, roads.way, strict=True)
    return [
        (place[tail], place[head], int(access), int(oneway), str(roads.way_name[way]), str(roads.way_class[way]))
        for tail, head, access, oneway, way in ends
    ]


def as_osm_file(tmp_path: Path) -> RoadsRead:
    (tmp_path / "a.osm").write_text(osm_xml(NODES, WAYS), "utf-8")
    return read_roads(tmp_path / "a.osm")


@pytest.mark.parametrize(("numbers", "geometry"), [(True, False), (True, True), (False, True)])
def test_the_same_roads_as_in_a_file(tmp_path: Path, numbers: bool, geometry: bool) -> None:
    elements = [*ways(numbers=numbers, geometry=geometry), *([] if geometry else nodes())]
    result, notes = answered(tmp_path, elements)
    file = as_osm_file(tmp_path)
    assert told(result.roads) == told(file.roads)
    assert [note.code for note in notes] == [note.code for note in file.notes] == ["roads_closed", "missing_nodes"]
    # without numbers the two nodes at one place are one
    assert len(result.roads.lon) == len(file.roads.lon) - (0 if numbers else 1) == (5 if numbers else 4)


def test_attributes(tmp_path: Path) -> None:
    result, _ = answered(tmp_path, [*nodes(), *ways(numbers=True, geometry=False)])
    roads = result.roads
    assert roads.access.tolist() == [WALK | CYCLE | DRIVE] * 2 + [WALK, WALK | CYCLE | DRIVE]
    assert roads.oneway.tolist() == [-1, -1, 0, 0]
    assert roads.way_name.tolist() == ["青年大街", "G1", ""]
    assert roads.way_maxspeed_kmh[0] == 40
    assert np.isnan(roads.way_maxspeed_kmh[1])


def test_an_answer_that_was_cut_says_so(tmp_path: Path) -> None:
    _, notes = answered(
        tmp_path, [*nodes(), *ways(numbers=True, geometry=False)], remark="runtime error: Query timed out"
    )
    assert "answer_cut" in [note.code for note in notes]


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'"elements"',
        b"{}",
        b'{"elements": 5}',
        b'{"elements": [5]}',
        b'{"elements": []}',
        b'{"elements": [{"type": "node", "id": 1, "lat": 91, "lon": 0}]}',
        b'{"elements": [{"type": "node", "id": 1, "lat": NaN, "lon": 0}]}',
        b'{"elements": [{"type": "node", "id": "x", "lat": 1, "lon": 0}]}',
        b'{"elements": [{"type": "way", "tags": {"highway": "path"}, "nodes": [1, 2]}]}',
        b'{"elements": [{"type": "way", "tags": {"highway": "path"}, "nodes": 5}]}',
        b'{"elements": [{"type": "way", "tags": [], "nodes": [1]}]}',
        b'{"elements": [{"type": "way", "tags": {"highway": "path"}, "nodes": [1e30, 2]}]}',
        b'{"elements":' + b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
    ids=range(16),
)
def test_damaged_answers_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"export\.json"):
        overpass.read(Source(path, path.name, "overpass", tmp_path, {}))
