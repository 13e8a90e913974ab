"""Roads as offices and OpenStreetMap have them: what is joined, what is not, and what is guessed."""

import bz2
import gzip
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pyproj
import pytest
import shapely

from layers.tables import CYCLE, DRIVE, WALK, Roads
from tests.layers.foreign.making import osm_xml
from tests.torture.case import Case, Outcome, params
from tests.torture.writing import Build, as_json, collection, raw

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
W, S = 123.45, 41.65
EAST, NORTH = 1 / 83_100, 1 / 111_050  # degrees to a metre, here
Line = tuple[Mapping[str, Any], Sequence[tuple[float, float]]]


def at(x: float, y: float) -> tuple[float, float]:
    """Metres east and north of a corner of the district."""
    return round(W + x * EAST, 8), round(S + y * NORTH, 8)


def shapes(lines: Sequence[Line]) -> list[tuple[Mapping[str, Any], shapely.Geometry]]:
    return [(told, shapely.LineString([at(*point) for point in points])) for told, points in lines]


def layer(lines: Sequence[Line], name: str = "道路.geojson") -> Build:
    return as_json(collection(shapes(lines)), name)


def islands(roads: Roads) -> int:
    """How many pieces the network falls into, counted by hand from segment to segment."""
    of = list(range(len(roads.lon)))

    def root(node: int) -> int:
        while of[node] != node:
            of[node] = of[of[node]]
            node = of[node]
        return node

    for tail, head in zip(roads.tail.tolist(), roads.head.tolist(), strict=True):
        of[root(tail)] = root(head)
    used = {*roads.tail.tolist(), *roads.head.tolist()}
    return len({root(node) for node in used})


def metres(roads: Roads) -> float:
    tail, head = roads.tail, roads.head
    east, north = (roads.lon[tail] - roads.lon[head]) / EAST, (roads.lat[tail] - roads.lat[head]) / NORTH
    return float(np.hypot(east, north).sum())


def network(
    *, pieces: int | None = None, length: float | None = None, classes: Sequence[str] | None = None
) -> Callable[[Outcome], None]:
    def check(outcome: Outcome) -> None:
        roads = outcome.region.roads()
        assert roads is not None
        if pieces is not None:
            assert islands(roads) == pieces, outcome.codes
        if length is not None:
            assert metres(roads) == pytest.approx(length, rel=2e-3)
        if classes is not None:
            assert sorted(roads.way_class[np.unique(roads.way)].tolist()) == sorted(classes), outcome.warnings

    return check


LATTICE: list[Line] = [
    *[({"highway": "residential", "name": f"东西{i}路"}, [(0, 200 * i), (600, 200 * i)]) for i in range(4)],
    *[({"highway": "residential", "name": f"南北{i}路"}, [(200 * i, 0), (200 * i, 600)]) for i in range(4)],
]
CROSS: list[Line] = [
    ({"highway": "primary"}, [(0, 100), (200, 100)]),
    ({"highway": "residential"}, [(100, 0), (100, 200)]),
]


def crossed(**above: Any) -> list[Line]:
    return [({**CROSS[0][0], **above}, CROSS[0][1]), CROSS[1]]


def gap(metres_apart: float, words: str = "道路等级") -> list[Line]:
    """A road, and a branch whose end misses it by so much."""
    told = {words: "residential" if words == "highway" else "县道"}
    return [
        ({**told, "名称": "干路"}, [(0, 200), (600, 200)]),
        ({**told, "名称": "支路"}, [(100, 200 + metres_apart), (100, 350)]),
    ]


CHINESE: list[Line] = [
    ({"道路名称": "京哈高速", "道路等级": "高速公路"}, [(0, 0), (500, 0)]),
    ({"道路名称": "沈丹线", "道路等级": "国道"}, [(0, 100), (500, 100)]),
    ({"道路名称": "本沈线", "道路等级": "省道"}, [(0, 200), (500, 200)]),
    ({"道路名称": "祝家线", "道路等级": "县道"}, [(0, 300), (500, 300)]),
    ({"道路名称": "常王线", "道路等级": "乡道"}, [(0, 400), (500, 400)]),
    ({"道路名称": "南沟路", "道路等级": "村道"}, [(0, 500), (500, 500)]),
]
SHORT: list[Line] = [({"名称": told["道路名称"], "等级": told["道路等级"]}, points) for told, points in CHINESE]


def shapefile(lines: Sequence[Line], *, encoding: str = "GBK", crs: int = 4490, prj: bool = True) -> Build:
    def build(folder: Path) -> Path:
        told = shapes(lines)
        if crs != 4490:
            forward = pyproj.Transformer.from_crs(4490, crs, always_xy=True)
            told = [
                (p, shapely.transform(s, lambda at: np.column_stack(forward.transform(at[:, 0], at[:, 1]))))
                for p, s in told
            ]
        fields = list(told[0][0])
        pyogrio.raw.write(
            str(folder / "道路.shp"),
            geometry=np.array([shapely.to_wkb(shape) for _, shape in told], dtype=object),
            field_data=[np.array([str(p[field]) for p, _ in told], dtype=object) for field in fields],
            fields=np.array(fields),
            geometry_type="LineString",
            crs=f"EPSG:{crs}",
            driver="ESRI Shapefile",
            encoding=encoding,
        )
        if not prj:
            (folder / "道路.prj").unlink()
        return folder / "道路.shp"

    return build


NODES = {1: at(0, 100), 2: at(200, 100), 3: at(100, 0), 4: at(100, 200), 5: at(100, 100)}
OSM = osm_xml(NODES, [([1, 5, 2], {"highway": "primary", "name": "一路"}), ([3, 5, 4], {"highway": "residential"})])
BRIDGE = osm_xml(NODES, [([1, 2], {"highway": "primary", "bridge": "yes"}), ([3, 4], {"highway": "residential"})])
CLIPPED = OSM.replace(f'<node id="4" version="1" lat="{NODES[4][1]}" lon="{NODES[4][0]}"/>', "")


def overpass() -> dict[str, Any]:
    nodes = [{"type": "node", "id": ref, "lat": lat, "lon": lon} for ref, (lon, lat) in NODES.items()]
    ways = [
        {"type": "way", "id": 1, "nodes": [1, 5, 2], "tags": {"highway": "primary"}},
        {"type": "way", "id": 2, "nodes": [3, 5, 4], "tags": {"highway": "residential"}},
    ]
    return {"version": 0.6, "osm3s": {"copyright": "ODbL"}, "elements": [*nodes, *ways]}


def zipped_osm(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "路网.zip", "w") as archive:
        archive.writestr("map.osm", OSM)
    return folder / "路网.zip"


def road(name: str, build: Build, check: Callable[[Outcome], None] | None = None, **more: Any) -> Case:
    return Case(name, build, **{"role": "roads", "region": "outlined", "check": check} | more)


def _access(outcome: Outcome) -> None:
    roads = outcome.region.roads()
    by_class = {str(roads.way_class[way]): int(a) for way, a in zip(roads.way, roads.access, strict=True)}
    assert not by_class["motorway"] & (WALK | CYCLE)
    assert by_class["motorway"] & DRIVE
    assert by_class["footway"] & WALK
    assert not by_class["footway"] & DRIVE


def _oneways(wanted: dict[str, int]) -> Callable[[Outcome], None]:
    """Against the line's own direction, whichever way segments are stored."""

    def check(outcome: Outcome) -> None:
        roads = outcome.region.roads()
        for segment, way in enumerate(roads.way.tolist()):
            eastward = roads.lon[roads.head[segment]] > roads.lon[roads.tail[segment]]
            told = int(roads.oneway[segment]) * (1 if eastward else -1)
            assert told == wanted[str(roads.way_name[way])], roads.way_name[way]

    return check


ONEWAYS: list[Line] = [
    ({"name": "双向", "highway": "primary", "oneway": "no"}, [(0, 0), (300, 0)]),
    ({"name": "顺向", "highway": "primary", "oneway": "yes"}, [(0, 100), (300, 100)]),
    ({"name": "逆向", "highway": "primary", "oneway": "-1"}, [(0, 200), (300, 200)]),
]
LETTERS: list[Line] = [
    ({"名称": "双向", "道路等级": "国道", "通行方向": "B"}, [(0, 0), (300, 0)]),
    ({"名称": "顺向", "道路等级": "国道", "通行方向": "FT"}, [(0, 100), (300, 100)]),
    ({"名称": "逆向", "道路等级": "国道", "通行方向": "TF"}, [(0, 200), (300, 200)]),
]
WORDS: list[Line] = [
    ({"名称": "双向", "道路等级": "国道", "单行": "双向"}, [(0, 0), (300, 0)]),
    ({"名称": "顺向", "道路等级": "国道", "单行": "正向"}, [(0, 100), (300, 100)]),
    ({"名称": "逆向", "道路等级": "国道", "单行": "反向"}, [(0, 200), (300, 200)]),
]
DIRECTIONS = {"双向": 0, "顺向": 1, "逆向": -1}
LEVELS = ["motorway", "trunk", "primary", "secondary", "tertiary"]
KEPT: list[Line] = [
    ({"highway": "motorway"}, [(0, 100), (200, 100)]),
    ({"highway": "residential"}, [(100, 0), (100, 200)]),
]
FOOT: list[Line] = [
    ({"highway": "motorway"}, [(0, 0), (300, 0)]),
    ({"highway": "footway"}, [(0, 100), (300, 100)]),
]
TWICE = [*CROSS, CROSS[0], ({"highway": "primary"}, CROSS[0][1][::-1])]
CASES = [
    road(
        "lattice without common points", layer(LATTICE), network(pieces=1, length=8 * 600), must=("crossings_joined",)
    ),
    road("a plain crossing", layer(CROSS), network(pieces=1, length=400)),
    road("a bridge in OSM's words", layer(crossed(bridge="yes", layer="1")), network(pieces=2, length=400)),
    road("a bridge in Chinese", layer(crossed(桥梁="是")), network(pieces=2, length=400)),
    road("a bridge by its name", layer(crossed(name="浑河大桥")), network(pieces=2, length=400)),
    road("a viaduct", layer(crossed(name="二环高架")), network(pieces=2, length=400)),
    road("a tunnel", layer(crossed(tunnel="yes", layer="-1")), network(pieces=2, length=400)),
    road("a tunnel in Chinese", layer(crossed(隧道="是")), network(pieces=2, length=400)),
    road(
        "a motorway over a lane", layer(KEPT), network(pieces=2, length=400), must=("crossings_left|crossings_apart",)
    ),
    road("half a metre short", layer(gap(0.5)), network(pieces=1), must=("ends_snapped",)),
    road("half a metre beyond", layer(gap(-0.5)), network(pieces=1)),
    road("thirty metres short", layer(gap(30)), network(pieces=2), never=("ends_snapped",)),
    road("a wider tolerance", layer(gap(30)), network(pieces=1), options={"snap_metres": 40.0}),
    road(
        "a wider tolerance for OSM's words", layer(gap(30, "highway")), network(pieces=1), options={"snap_metres": 40.0}
    ),
    road("OSM's words, half a metre short", layer(gap(0.5, "highway")), network(pieces=2), never=("ends_snapped",)),
    road("crossings kept apart when asked", layer(CROSS), network(pieces=2), options={"crossings": "keep"}),
    road("lines twice and backwards", layer(TWICE), network(pieces=1)),
    road(
        "a line of no length",
        layer([*CROSS, ({"highway": "primary"}, [(50, 50), (50, 50)])]),
        network(pieces=1, length=400),
    ),
    road("who may go where", layer(FOOT), _access),
    road("one-ways of OSM", layer(ONEWAYS), _oneways(DIRECTIONS)),
    road("one-ways in letters", layer(LETTERS), _oneways(DIRECTIONS)),
    road("one-ways in Chinese", layer(WORDS), _oneways(DIRECTIONS)),
    road("Chinese classes in a GBK shapefile", shapefile(CHINESE), lambda o: _graded(o), never=("unknown_class",)),
    road("Chinese classes, UTF-8", shapefile(SHORT, encoding="UTF-8"), lambda o: _graded(o), never=("unknown_class",)),
    road(
        "numbered routes",
        layer(
            [
                ({"LXBM": code, "名称": "甲"}, [(0, 50 * i), (300, 50 * i)])
                for i, code in enumerate(("G102", "S107", "X201", "Y305", "C001"))
            ]
        ),
        lambda o: _five(o),
    ),
    road(
        "names alone",
        layer(
            [
                ({"名称": name}, [(0, 50 * i), (300, 50 * i)])
                for i, name in enumerate(("京哈高速", "G102", "某某小区步道"))
            ]
        ),
        must=("class_guessed|class_missing",),
    ),
    road(
        "no columns at all",
        layer([({}, [(0, 0), (300, 0)])]),
        network(pieces=1),
        must=("class_missing|no_road_class|class_guessed",),
    ),
    road(
        "an unknown word",
        layer([({"道路等级": "国道"}, [(0, 0), (300, 0)]), ({"道路等级": "飞天道"}, [(0, 100), (300, 100)])]),
        must=("unknown_class|class_guessed",),
    ),
    road("metres of zone 41", shapefile(CHINESE, crs=4529), network(length=3000)),
    road(
        "metres of zone 41 without prj", shapefile(CHINESE, crs=4529, prj=False), network(length=3000), region="plain"
    ),
    road("metres without zone and prj", shapefile(CHINESE, crs=4550, prj=False), network(length=3000), region="plain"),
    road("degrees without prj", shapefile(CHINESE, prj=False), network(length=3000), region="plain"),
    road("OSM", raw(OSM.encode(), "路.osm"), network(pieces=1, length=400)),
    road("OSM, gzip", raw(gzip.compress(OSM.encode()), "路.osm.gz"), network(pieces=1, length=400)),
    road("OSM, bzip2", raw(bz2.compress(OSM.encode()), "路.osm.bz2"), network(pieces=1, length=400)),
    road("OSM called xml", raw(OSM.encode(), "路.xml"), network(pieces=1, length=400)),
    road("OSM in a zip", zipped_osm, network(pieces=1, length=400)),
    road("OSM bridge", raw(BRIDGE.encode(), "路.osm"), network(pieces=2, length=400)),
    road("OSM clipped", raw(CLIPPED.encode(), "路.osm"), network(pieces=1, length=300), must=("missing_nodes",)),
    road("Overpass", as_json(overpass(), "路.json"), network(pieces=1, length=400)),
    road(
        "Overpass that timed out",
        as_json({**overpass(), "remark": "runtime error: Query timed out"}, "路.json"),
        must=("answer_cut",),
    ),
    road(
        "new roads replace the old",
        layer(CROSS),
        network(pieces=1, length=400),
        region="plain",
        must=("roads_replaced",),
    ),
    Case("OSM as facilities", raw(OSM.encode(), "路.osm"), options={"role": "facilities"}, refused=("路网",)),
    Case(
        "points as roads",
        as_json(collection([({}, shapely.Point(*at(0, 0)))]), "点.geojson"),
        options={"role": "roads"},
        refused=("线|道路",),
    ),
    Case("OSM without roads", raw(osm_xml(NODES, []).encode(), "路.osm"), refused=("道路",)),
    Case("OSM, cut", raw(OSM.encode()[:-80], "路.osm"), refused=("不完整|损坏|有效|读",)),
]


def _graded(outcome: Outcome) -> None:
    """From the motorway to the village road, none above the one before."""
    roads = outcome.region.roads()
    of = {str(name): str(kind) for name, kind in zip(roads.way_name, roads.way_class, strict=True)}
    assert of["京哈高速"] == "motorway"
    ranks = ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "track"]
    order = [ranks.index(of[told["道路名称"]]) for told, _ in CHINESE]
    assert order == sorted(order)
    assert len(set(order)) >= 4


def _five(outcome: Outcome) -> None:
    roads = outcome.region.roads()
    assert len({str(roads.way_class[way]) for way in roads.way}) >= 4, outcome.warnings


@params(CASES)
def test_roads(case: Case, run: Callable[[Case], None]) -> None:
    run(case)
