"""The four townships in every container, and every slip a container can have."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely

from tests.torture.case import Case, Outcome, params
from tests.torture.containers import (
    DISTRICT,
    TOWNS,
    VILLAGES,
    Shapes,
    boundary_json,
    bow_tie,
    by_gdal,
    dxf,
    esri,
    gbk_zip,
    geojson,
    gml,
    kml,
    kmz,
    moved,
    packed,
    pairs,
    parquet,
    points_json,
    shape_table,
    shp,
    split,
    topology,
    without,
    zipped,
)
from tests.torture.land import CODE, TOWNSHIPS
from tests.torture.writing import Build, as_json, book, collection, raw, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]


def outlined(shapes: Shapes = TOWNS, *, tolerance: float = 1e-3) -> Callable[[Outcome], None]:
    """The region has these units, by code, name, outline and parent."""

    def check(outcome: Outcome) -> None:
        units = outcome.region.units()
        for code, (name, shape) in shapes.items():
            row = units.row_of[code]
            assert units.name[row] == name
            assert units.geometry[row] is not None, code
            assert units.geometry[row].symmetric_difference(shape).area < tolerance * shape.area, code
            if code != CODE:
                assert units.parent[row] == (CODE if code in TOWNSHIPS else code[:9] + "000"), code

    return check


def named_only(outcome: Outcome) -> None:
    """Containers without attributes: places and names right, codes made up."""
    units = outcome.region.units()
    for name, shape in TOWNS.values():
        row = units.name.tolist().index(name)
        assert units.geometry[row].symmetric_difference(shape).area < 1e-3 * shape.area


def dressed(name: str, build: Build, **more: Any) -> Case:
    told = {"role": "units", "added": len(TOWNS), "region": "bare", "check": outlined(), "quiet": True}
    return Case(name, build, **told | more)


ALL = {**DISTRICT, **TOWNS, **VILLAGES}
DOUBLED = [*pairs(), ({"名称": "别的镇", "代码": "210112001000"}, shapely.box(123.70, 41.60, 123.72, 41.62))]
CASES = [
    dressed("geojson", raw(geojson(), "乡镇.geojson")),
    dressed("geojson called json", raw(geojson(), "乡镇.json")),
    dressed("geojson with a mark", raw(b"\xef\xbb\xbf" + geojson(), "乡镇.geojson")),
    dressed("geojson in gbk", raw(geojson().decode().encode("gbk"), "乡镇.geojson"), may=("encoding",)),
    dressed("geojson in utf-16", raw(geojson().decode().encode("utf-16"), "乡镇.geojson"), may=("encoding",)),
    dressed(
        "lines of features",
        raw(
            "\n".join(json.dumps(f, ensure_ascii=False) for f in collection(pairs())["features"]).encode(),
            "乡镇.geojsonl",
        ),
    ),
    dressed("topojson", as_json(topology(quantised=False), "乡镇.topojson")),
    dressed("topojson, quantised, called json", as_json(topology(quantised=True), "乡镇.json")),
    dressed("gml", raw(gml(), "乡镇.gml")),
    dressed("gml by GDAL", by_gdal("乡镇.gml", "GML")),
    dressed("kml", raw(kml(), "乡镇.kml")),
    dressed("kmz", kmz),
    dressed("gpkg", by_gdal("乡镇.gpkg", "GPKG")),
    dressed("flatgeobuf", by_gdal("乡镇.fgb", "FlatGeobuf")),
    dressed("geoparquet", parquet),
    dressed("mapinfo tab in gbk", by_gdal("乡镇.tab", "MapInfo File", crs="EPSG:4326", ENCODING="CP936")),
    dressed("mapinfo tab in unnamed utf-8", by_gdal("乡镇.tab", "MapInfo File", crs="EPSG:4326")),
    dressed("mapinfo mif in gbk", by_gdal("乡镇.mif", "MapInfo File", crs="EPSG:4326", ENCODING="CP936")),
    dressed("file geodatabase", by_gdal("乡镇.gdb", "OpenFileGDB")),
    dressed(
        "dxf with texts",
        raw(dxf(), "乡镇.dxf"),
        check=named_only,
        may=("mojibake_mended", "no_crs", "crs_from_numbers", "provisional_codes", "no_geometry", "layers_ignored"),
    ),
    dressed("esri json", as_json(esri(), "乡镇.json")),
    dressed("points json", as_json(points_json(), "乡镇.json")),
    dressed("points json under a key", as_json({"code": 200, "data": points_json()}, "乡镇.json")),
    dressed("boundary json", as_json(boundary_json(), "乡镇.json")),
    dressed("csv with wkt", text(shape_table(lambda s: s.wkt, "WKT"), name="乡镇.csv")),
    dressed("csv with wkb", text(shape_table(lambda s: s.wkb_hex, "geom"), name="乡镇.csv")),
    dressed(
        "csv with ewkt in gbk",
        text(shape_table(lambda s: f"SRID=4490;{s.wkt}", "图形"), name="乡镇.csv", encoding="gbk"),
    ),
    dressed("workbook with geojson cells", book(shape_table(shapely.to_geojson), name="乡镇.xlsx")),
    dressed("shp in gbk with cpg", shp()),
    dressed("shp in utf-8 with cpg", shp(encoding="UTF-8")),
    dressed("shp in gbk, no cpg", shp(drop=(".cpg",), mark=0)),
    dressed("shp in utf-8, no cpg", shp(encoding="UTF-8", drop=(".cpg",), mark=0)),
    dressed("shp in gbk, marked in the table", shp(drop=(".cpg",), mark=0x4D)),
    dressed("shp in gbk, cpg says utf-8", shp(put={".cpg": b"UTF-8"}), may=("encoding",)),
    dressed("shp in utf-8, cpg says gbk", shp(encoding="UTF-8", put={".cpg": b"GBK"}), may=("encoding",)),
    dressed("shp in gbk, cpg says 936", shp(put={".cpg": b"936"})),
    dressed("shp in gbk, cpg is rubbish", shp(put={".cpg": b"\x00\xff what"}), may=("encoding",)),
    dressed("shp in gbk, marked as latin", shp(drop=(".cpg",), mark=0x03), may=("encoding",)),
    dressed("shp without prj", shp(drop=(".prj",)), may=("no_crs", "crs_from_numbers")),
    dressed("shp without cpg and prj", shp(drop=(".cpg", ".prj"), mark=0), may=("no_crs", "crs_from_numbers")),
    dressed(
        "shp with a rubbish prj",
        shp(put={".prj": "坐标系".encode("gbk")}),
        may=("no_crs", "crs_from_numbers", "bad_prj", "crs_unreadable"),
    ),
    dressed("shp without shx", shp(drop=(".shx",)), may=("index_rebuilt",)),
    Case(
        "shp without dbf",
        shp(drop=(".dbf",)),
        role=None,
        options={"role": "units"},
        region="bare",
        refused=("属性|名称|dbf",),
    ),
    Case("the dbf alone", lambda folder: shp()(folder).with_suffix(".dbf"), refused=("shp",)),
    dressed("folder of one shapefile", shp(folder_itself=True)),
    dressed("zip", zipped(shp())),
    dressed("zip with a folder within", zipped(shp(), below="浑南样区/乡镇/")),
    dressed("zip with names in gbk", gbk_zip),
    dressed("zip in zip", zipped(zipped(shp()), "外层.zip")),
    dressed("zip of a geojson", zipped(raw(geojson(), "乡镇.geojson"))),
    dressed("zip called shp", zipped(shp(), "乡镇.shp"), may=("suffix_wrong",)),
    dressed("zip called json", zipped(shp(), "乡镇.json"), may=("suffix_wrong",)),
    dressed("zip called rar", zipped(shp(), "乡镇.rar"), may=("suffix_wrong",)),
    dressed("geojson.gz", packed(raw(geojson(), "乡镇.geojson"), "乡镇.geojson.gz")),
    dressed("tar", packed(shp(), "乡镇.tar")),
    dressed("tar.gz", packed(shp(), "乡镇.tar.gz")),
    Case("rar", raw(b"Rar!\x1a\x07\x01\x00" + bytes(100), "乡镇.rar"), refused=("解压",)),
    Case("7z", raw(b"7z\xbc\xaf\x27\x1c" + bytes(100), "乡镇.7z"), refused=("解压",)),
    Case("dwg", raw(b"AC1032" + bytes(100), "乡镇.dwg"), refused=("DXF",)),
    dressed("split township", as_json(collection(split()), "乡镇.geojson"), must=("parts_merged",)),
    dressed("all levels in one file", raw(geojson(ALL), "区划.geojson"), added=len(ALL), check=outlined(ALL)),
    dressed(
        "communities under known townships",
        raw(geojson(VILLAGES), "村.geojson"),
        region="plain",
        added=len(VILLAGES),
        check=outlined(VILLAGES),
    ),
    dressed("the same townships again", raw(geojson(), "乡镇.geojson"), region="plain"),
    dressed("no codes, known by name", as_json(collection(without("代码")), "乡镇.geojson"), region="plain"),
    dressed(
        "no codes, bare region",
        as_json(collection(without("代码")), "乡镇.geojson"),
        check=named_only,
        must=("provisional_codes",),
    ),
    dressed(
        "codes of nine digits",
        as_json(collection([({**p, "代码": p["代码"][:9]}, s) for p, s in pairs()]), "乡镇.geojson"),
    ),
    dressed(
        "codes as numbers",
        as_json(collection([({**p, "代码": int(p["代码"])}, s) for p, s in pairs()]), "乡镇.geojson"),
    ),
    dressed(
        "with heights",
        as_json(collection([(p, shapely.force_3d(s, 12.5)) for p, s in pairs()]), "乡镇.geojson"),
        may=("z_dropped",),
    ),
    dressed("multipolygons", as_json(collection([(p, shapely.MultiPolygon([s])) for p, s in pairs()]), "乡镇.geojson")),
    dressed("the other way round", as_json(collection([(p, shapely.reverse(s)) for p, s in pairs()]), "乡镇.geojson")),
    dressed(
        "centres among the outlines",
        as_json(
            collection([*pairs(), *[({"名称": n, "代码": c}, s.centroid) for c, (n, s) in TOWNS.items()]]),
            "乡镇.geojson",
        ),
        must=("not_a_point|not_a_polygon|parts_merged",),
        may=("not_a_polygon",),
    ),
    Case(
        "a crossed outline",
        as_json(collection(bow_tie()), "乡镇.geojson"),
        role="units",
        region="bare",
        added=4,
        must=("mended_polygon|geometry_mended",),
        never=(),
    ),
    Case(
        "an overlap and a gap",
        raw(geojson(moved("210112001000", 0.0005)), "乡镇.geojson"),
        role="units",
        region="bare",
        added=4,
        checked=("units_overlap|unit_slivers",),
    ),
    Case(
        "a sliver",
        raw(geojson(moved("210112001000", 0.00002)), "乡镇.geojson"),
        role="units",
        region="bare",
        added=4,
        checked=("unit_slivers|units_overlap|borders_not_shared",),
    ),
    Case(
        "one code twice",
        as_json(collection(DOUBLED), "乡镇.geojson"),
        role="units",
        region="bare",
        must=("code_twice",),
    ),
    Case(
        "one without a name",
        as_json(
            collection(
                [
                    ({"名称": None if p["代码"] == "210112001000" else p["名称"], "代码": p["代码"]}, s)
                    for p, s in pairs()
                ]
            ),
            "乡镇.geojson",
        ),
        role="units",
        region="bare",
        added=3,
        must=("no_name",),
    ),
    Case("an empty collection", as_json(collection([]), "空.geojson"), refused=("没有|空",)),
    Case("a cut file", raw(geojson()[:-200], "乡镇.geojson"), refused=("不完整|损坏|不是|读不|格式|语法|中断|截断",)),
    Case(
        "Beijing 54",
        shp(
            crs="EPSG:2434",
            shapes={
                k: (n, shapely.transform(s, lambda p: (p - [123, 41]) * 1e5 + [500000, 4600000]))
                for k, (n, s) in TOWNS.items()
            },
        ),
        options={"role": "units"},
        refused=("北京",),
    ),
    dressed(
        "a folder of several",
        lambda folder: (shp()(folder), raw(geojson(VILLAGES), "村.geojson")(folder))[0].parent,
        options={"layer": "乡镇.shp"},
    ),
    Case("an empty folder", lambda folder: (folder / "空").mkdir() or folder / "空", refused=("没有",)),
    dressed("kind words are no townships", raw(geojson(), "养老设施规划底图.geojson")),
]


def junk(folder: Path) -> Path:
    """A ZIP as a Mac packs it."""
    path = zipped(shp())(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._乡镇.shp", b"\0\5\x16\7" + bytes(100))
        archive.writestr(".DS_Store", bytes(100))
        archive.writestr("说明.txt", "数据说明")
    return path


def shouting(folder: Path) -> Path:
    """Suffixes in capitals."""
    shp()(folder)
    for file in list(folder.iterdir()):
        file.rename(folder / (file.stem + file.suffix.upper()))
    return folder / "乡镇.SHP"


def planar() -> dict[str, Any]:
    """GeoJSON of the old kind, that names its reference system."""
    forward = pyproj.Transformer.from_crs(4490, 4550, always_xy=True)

    def move(points: np.ndarray) -> np.ndarray:
        return np.column_stack(forward.transform(points[:, 0], points[:, 1]))

    moved_pairs = [(told, shapely.transform(shapely.segmentize(shape, 0.005), move)) for told, shape in pairs()]
    return collection(moved_pairs, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4550"}})


def _people(outcome: Outcome) -> None:
    outlined()(outcome)
    units = outcome.region.units()
    assert units.population["population"][units.row_of["210112005000"]] == 15432


PEOPLED = [({**told, "常住人口": 15432}, shape) for told, shape in split()]
MORE = [
    dressed("zip of a Mac", junk, may=("layers_ignored",)),
    dressed("suffixes in capitals", shouting),
    dressed("geojson that names its metres", as_json(planar(), "乡镇.geojson"), check=outlined(tolerance=2e-3)),
    dressed("every feature twice", as_json(collection([*pairs(), *pairs()]), "乡镇.geojson"), may=("duplicates",)),
    dressed(
        "people told in each part",
        as_json(collection(PEOPLED), "乡镇.geojson"),
        check=_people,
        must=("parts_merged",),
        may=("unit_slivers",),
    ),
]


@params(MORE)
def test_more(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


@params(CASES)
def test_boundaries(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


def test_two_shapefiles_in_a_zip(run: Callable[[Case], None]) -> None:
    """The first is taken and the other named, or the chosen one."""

    def both(folder: Path) -> Path:
        shp(name="甲乡镇")(folder)
        return shp(name="乙村", shapes=VILLAGES)(folder)

    run(dressed("chosen", zipped(both), options={"layer": "甲乡镇.shp"}))


def test_two_shapefiles_in_a_zip_unasked(run: Callable[[Case], None]) -> None:
    def both(folder: Path) -> Path:
        shp(name="甲乡镇")(folder)
        return shp(name="乙村", shapes=VILLAGES)(folder)

    case = Case(
        "unasked", zipped(both), role="units", region="bare", must=("layers_ignored|members_ignored|parts_ignored",)
    )
    run(case)
