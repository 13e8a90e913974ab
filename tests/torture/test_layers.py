"""Layers of other things: facilities as points, sites to choose from, ground with rules, and newer boundaries."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely

import app
from layers.region import Region
from tests.torture.case import WHOLE_LIST, Case, Outcome, attempt, params, same_list
from tests.torture.containers import TOWNS, VILLAGES, Shapes, geojson, pairs
from tests.torture.land import CODE, LIST, TOWNSHIPS
from tests.torture.test_boundaries import outlined
from tests.torture.writing import Build, as_json, book, collection, raw, table, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
N = len(LIST)
FIELDS = ("名称", "类型", "所属街道", "床位数")


def points(file: str, driver: str, *, encoding: str | None = None, drop: Sequence[str] = ()) -> Build:
    """The usual list by GDAL."""

    def build(folder: Path) -> Path:
        cells = [[one.name, one.word, one.township, str(one.beds or "")] for one in LIST]
        pyogrio.raw.write(
            str(folder / file),
            geometry=np.array([shapely.to_wkb(shapely.Point(one.lon, one.lat)) for one in LIST], dtype=object),
            field_data=[np.array(column, dtype=object) for column in zip(*cells, strict=True)],
            fields=np.array(["名称", "类型", "街道", "床位"]),
            geometry_type="Point",
            crs="EPSG:4326",
            driver=driver,
            encoding=encoding,
        )
        for suffix in drop:
            (folder / file).with_suffix(suffix).unlink()
        return folder / file

    return build


def kml() -> bytes:
    told = ""
    for one in LIST:
        fields = {"类型": one.word, "床位": one.beds or ""}
        data = "".join(f'<Data name="{name}"><value>{value}</value></Data>' for name, value in fields.items())
        place = f"<Point><coordinates>{one.lon},{one.lat},0</coordinates></Point>"
        told += f"<Placemark><name>{one.name}</name><ExtendedData>{data}</ExtendedData>{place}</Placemark>"
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{head}<Document><Folder><name>设施</name>{told}</Folder></Document></kml>".encode()


def gpx() -> bytes:
    told = "".join(f'<wpt lat="{one.lat}" lon="{one.lon}"><name>{one.name}</name></wpt>' for one in LIST)
    return f'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{told}</gpx>'.encode()


def told(one: Any) -> dict[str, Any]:
    return {"名称": one.name, "类型": one.word, "街道": one.township, "床位": one.beds}


POINTS = collection([(told(one), shapely.Point(one.lon, one.lat)) for one in LIST])
HOUSES = collection([(told(one), shapely.Point(one.lon, one.lat).buffer(2e-4)) for one in LIST])
FACILITIES = [
    Case("geojson", as_json(POINTS, "设施.geojson"), added=N, quiet=True, check=WHOLE_LIST),
    Case("shp in gbk", points("设施.shp", "ESRI Shapefile", encoding="GBK"), added=N, quiet=True, check=WHOLE_LIST),
    Case(
        "shp in gbk without prj and cpg",
        points("设施.shp", "ESRI Shapefile", encoding="GBK", drop=(".prj", ".cpg")),
        added=N,
        quiet=True,
        may=("no_crs", "crs_from_numbers", "encoding"),
        check=WHOLE_LIST,
    ),
    Case("gpkg", points("设施.gpkg", "GPKG"), added=N, quiet=True, check=WHOLE_LIST),
    Case("flatgeobuf", points("设施.fgb", "FlatGeobuf"), added=N, quiet=True, check=WHOLE_LIST),
    Case("kml", raw(kml(), "设施.kml"), added=N, quiet=True, check=same_list(*LIST, unit=False)),
    Case(
        "gpx waypoints",
        raw(gpx(), "设施.gpx"),
        added=N,
        quiet=True,
        may=("kind_doubtful",),
        check=same_list(*LIST, unit=False, beds=False),
    ),
    Case(
        "csv with wkt points",
        text(
            [
                ["名称", "类型", "街道", "床位", "WKT"],
                *[[*told(one).values(), f"POINT ({one.lon} {one.lat})"] for one in LIST],
            ]
        ),
        added=N,
        quiet=True,
        check=WHOLE_LIST,
    ),
    Case(
        "outlines of houses, asked for as facilities",
        as_json(HOUSES, "设施.geojson"),
        options={"role": "facilities"},
        added=N,
    ),
]


@params(FACILITIES)
def test_facilities(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


SITES = [
    ["地块名称", "经度", "纬度", "造价（万元）", "拟建床位"],
    ["甲地块", 123.4512, 41.6512, 800, 120],
    ["乙地块", 123.5512, 41.7512, 950, 200],
]
LAKE = shapely.box(123.45, 41.65, 123.46, 41.66)
GROUND = [
    ({"名称": "浑河", "类型": "水域"}, LAKE),
    ({"名称": "东山", "类型": "生态保护红线"}, shapely.box(123.55, 41.70, 123.56, 41.71)),
]


def _sites(outcome: Outcome) -> None:
    connection = sqlite3.connect(outcome.region.path)
    rows = connection.execute("SELECT name, cost, capacity FROM candidates ORDER BY cost").fetchall()
    connection.close()
    assert rows == [("甲地块", 800.0, 120.0), ("乙地块", 950.0, 200.0)]


def _zones(outcome: Outcome) -> None:
    assert set(outcome.region.zones().name) == {"东山", "浑河"}


def _water(outcome: Outcome) -> None:
    assert list(outcome.region.zones().rule) == ["水域"]


OTHERS = [
    Case("candidates", book(SITES, name="候选地块.xlsx"), role="candidates", added=2, check=_sites),
    Case("zones", as_json(collection(GROUND), "管控区.geojson"), role="zones", added=2, check=_zones),
    Case("water", as_json(collection(GROUND[:1]), "水域.geojson"), role="zones", added=1, check=_water),
    Case(
        "water by its name",
        as_json(collection([({"名称": "样样水库"}, LAKE)]), "水面.geojson"),
        role="zones",
        added=1,
        check=_water,
    ),
    Case("a role that does not fit", as_json(POINTS, "设施.geojson"), options={"role": "zones"}, refused=("面|图形",)),
    Case("a role there is not", book(table()), options={"role": "spaceships"}, refused=("spaceships",)),
    Case("a datum there is not", book(table()), options={"datum": "mars"}, refused=("mars",)),
]


@params(OTHERS)
def test_others(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


# Newer boundaries


def edition(changed: Shapes) -> Build:
    return raw(geojson(changed), "乡镇.geojson")


def renamed(code: str, name: str) -> Shapes:
    return {c: ((name if c == code else n), s) for c, (n, s) in TOWNS.items()}


def recoded(old: str, new: str) -> Shapes:
    return {(new if c == old else c): one for c, one in TOWNS.items()}


def acts(outcome: Outcome) -> dict[str, str]:
    return {change.name: change.act for change in outcome.prepared.changes}


def _same(outcome: Outcome) -> None:
    assert set(acts(outcome).values()) == {"same"}
    outlined()(outcome)
    outlined(VILLAGES)(outcome)


def _renamed(outcome: Outcome) -> None:
    outlined(renamed("210112101000", "祝家街道"))(outcome)
    assert ("210112101000", "祝家镇") in {(one.unit_code, one.alias) for one in outcome.region.aliases()}
    assert acts(outcome)["祝家街道"] == "changed"


def _recoded(outcome: Outcome) -> None:
    """The township's communities, facilities and aliases follow its new code."""
    units = outcome.region.units()
    assert "210112101000" not in units.code.tolist()
    row = units.row_of["210112006000"]
    assert units.name[row] == "祝家镇"
    parents = {str(units.name[r]): str(units.parent[r]) for r in units.rows_at("community")}
    assert parents["常王村"] == "210112006000"
    assert ("210112006000", "210112101000") in {(one.unit_code, one.alias) for one in outcome.region.aliases()}
    found = outcome.region.facilities()
    assert found.unit_code[found.name.tolist().index("祝家骨灰堂")] == "210112006000"


def _fewer(outcome: Outcome) -> None:
    assert acts(outcome)["祝家镇"] == "gone"
    outlined()(outcome)


def _smaller(outcome: Outcome) -> None:
    assert acts(outcome)["祝家镇"] == "changed"


SMALLER = {**TOWNS, "210112101000": ("祝家镇", shapely.box(123.40, 41.69, 123.49, 41.78))}
EDITIONS = [
    Case("the same edition", edition(TOWNS), role="units", added=4, check=_same),
    Case(
        "one renamed",
        edition(renamed("210112101000", "祝家街道")),
        role="units",
        added=4,
        region="stocked",
        check=_renamed,
    ),
    Case(
        "one with a new code",
        edition(recoded("210112101000", "210112006000")),
        role="units",
        added=4,
        region="stocked",
        check=_recoded,
    ),
    Case(
        "one missing",
        edition({c: one for c, one in TOWNS.items() if c != "210112101000"}),
        role="units",
        check=_fewer,
        must=("units_kept",),
    ),
    Case("one smaller", edition(SMALLER), role="units", added=4, check=_smaller),
    Case(
        "names only, of nobody",
        as_json(collection([({"名称": f"第{i}镇"}, s) for i, (_, s) in enumerate(pairs())]), "乡镇.geojson"),
        role="units",
        must=("units_renamed",),
    ),
]


@params(EDITIONS)
def test_editions(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


def test_numbers_stay_when_outlines_come(tmp_path: Path, blank: Callable[[str], Path]) -> None:
    """A table of people, then a newer outline without people: the people stay."""
    path = tmp_path / "区.gpkg"
    shutil.copyfile(blank("plain"), path)
    cells = [["名称", "常住人口"], *[[name, 1000] for name, *_ in TOWNSHIPS.values()]]
    for number, build in enumerate((book(cells), edition(TOWNS))):
        (tmp_path / str(number)).mkdir()
        outcome = attempt(path, build(tmp_path / str(number)), {})
        outcome.region.close()
        assert outcome.error is None
    with Region.open(path) as region:
        units = region.units()
        assert [units.population["population"][units.row_of[code]] for code in TOWNSHIPS] == [1000.0] * 4


# The command line takes the same decisions


@pytest.mark.parametrize("dry", [True, False])
def test_command_line(
    dry: bool, tmp_path: Path, blank: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "区.gpkg"
    shutil.copyfile(blank("plain"), path)
    before, file = path.read_bytes(), book(table())(tmp_path)
    status = app.main(["import", str(path), str(file), "--json", *(["--dry-run"] if dry else [])])
    answer = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (answer["role"], answer["added"], answer["written"]) == ("facilities", N, not dry)
    assert (path.read_bytes() == before) == dry
    with Region.open(path) as region:
        assert len(region.facilities()) == (0 if dry else N)
        assert region.code == CODE


def test_command_line_refuses_plainly(
    tmp_path: Path, blank: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "区.gpkg"
    shutil.copyfile(blank("plain"), path)
    before, file = path.read_bytes(), raw(b"%PDF-1.7", "表.csv")(tmp_path)
    assert app.main(["import", str(path), str(file)]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert 1 <= len(said.err.strip().splitlines()) <= 2
    assert path.read_bytes() == before
