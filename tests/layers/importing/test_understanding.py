"""A source understood as a whole: decisions, places, datum, and what was decided before."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.datum import from_wgs84
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.foreign.reading import read_features
from layers.importing.options import ImportOptions
from layers.importing.understanding import fingerprint, understand
from layers.importing.understood import Understood
from layers.location import locate_at
from layers.matching.units import match_units
from layers.tables import Source, Units
from tests.layers.importing.sources import Around, make_facilities, make_units, table

YUANBAO = "210602000000"


def read(
    cells: dict, shapes: list | None = None, around: Around | None = None, where: str = "x.xlsx", **options
) -> Understood:
    return understand(table(cells, shapes), ImportOptions(**options), around or Around(code=YUANBAO), where)


def codes(got: Understood) -> set[str]:
    return {finding.code for finding in got.findings}


def decision(got: Understood, topic: str):
    return next(one for one in got.decisions if one.topic == topic)


OFFICE = {
    "\ufeff序号": [1, 2, 3],
    "机构名称": ["甲敬老院", " 乙敬老院", "丙\u200b公寓"],
    "所属街道": ["六道口街道"] * 3,
    "床位数(张)": ["120", "约80", "无"],
    "经度": ["124.3978", "124.38", ""],
    "纬度": ["40.1343", "40.13", ""],
    "联系电话": ["0415-2123456", "13812345678", ""],
    "负责人": ["某某"] * 3,
}


def test_an_offices_table() -> None:
    got = read(OFFICE, where="养老机构.xlsx")
    assert got.options.role == "facilities"
    assert set(got.header) == {"name", "unit", "beds", "lon", "lat"}
    assert got.features.columns["机构名称"] == ("甲敬老院", "乙敬老院", "丙公寓")
    assert "负责人" not in got.features.columns
    assert list(got.phones) == ["04152123456", "13812345678", ""]
    assert got.placed.tolist() == [True, True, False]
    assert {"control_characters", "outer_blanks", "personal_columns", "phone_columns"} <= codes(got)
    assert got.options.columns["beds"] == "床位数(张)"


def test_phones_and_rows_stay_parallel_when_examples_go() -> None:
    rows = {key: ["示例 1" if key.endswith("序号") else cells[0], *cells] for key, cells in OFFICE.items()}
    got = read(rows)
    assert len(got) == len(got.phones) == len(got.lon) == 3
    assert "example_rows" in codes(got)


def test_a_personal_column_cannot_serve_as_a_field_by_accident() -> None:
    with pytest.raises(UserError, match="“负责人”列是个人信息"):
        read(OFFICE, role="facilities", columns={"name": "负责人"})
    kept = read(OFFICE, role="facilities", columns={"name": "负责人"}, keep_personal=("负责人",))
    assert kept.header["name"] == "负责人"


def test_the_users_answers_win() -> None:
    got = read(OFFICE, role="candidates", datum="gcj02", columns={"cost": ""})
    assert got.options.role == "candidates"
    assert decision(got, "role").given
    assert decision(got, "datum").given
    assert got.lon[0] == pytest.approx(124.3978 - 0.00584, abs=1e-4)  # the shift there, by an independent list
    assert got.options.columns["cost"] == ""


def test_what_was_decided_before_is_decided_again() -> None:
    told = {"headers": fingerprint(OFFICE), "column.name": "所属街道", "datum": "gcj02", "unit.六道口": "210602001000"}
    told["given"] = "column.name\ndatum\nunit.六道口"
    before = Source(1, "facilities", "", "去年.xlsx", "", "", options=told)
    got = read(OFFICE, around=Around(code=YUANBAO, sources=(before,)), where="养老机构.xlsx")
    assert got.header["name"] == "所属街道"
    assert decision(got, "column.name").given
    assert got.options.datum == "gcj02"
    assert got.options.units == {"六道口": "210602001000"}
    other = read(OFFICE | {"别的": [1, 2, 3]}, around=Around(code=YUANBAO, sources=(before,)))
    assert other.header["name"] == "机构名称"


def test_what_the_program_found_out_before_is_found_out_anew() -> None:
    """Another list under the same headers may lie elsewhere and mean other things."""
    told = {"headers": fingerprint(OFFICE), "column.name": "所属街道", "datum": "gcj02", "unit.六道口": "210602001000"}
    before = Source(1, "facilities", "", "去年.xlsx", "", "", options=told | {"given": "column.name"})
    got = read(OFFICE, around=Around(code=YUANBAO, sources=(before,)), where="养老机构.xlsx")
    assert got.header["name"] == "所属街道"
    assert got.options.datum != "gcj02"
    assert got.options.units == {}
    assert got.options.given == ("column.name",)
    assert [one.topic for one in got.decisions if one.given] == ["column.name"]


def test_the_fingerprint_is_of_headers_in_any_order_and_width() -> None:
    assert fingerprint(["名称", "床位(张)"]) == fingerprint(["床位（张）", "名 称"])
    assert fingerprint(["名称"]) != fingerprint(["名称", "床位"])


def test_swapped_columns_are_told_as_they_were_read() -> None:
    table_as_it_is = {"名称": ["甲", "乙"], "经度": [40.1343, 40.1354], "纬度": [124.3978, 124.3812]}
    got = read(table_as_it_is, role="candidates")
    assert (got.header["lon"], got.header["lat"]) == ("纬度", "经度")
    assert decision(got, "column.lon").chosen.value == "纬度"
    assert "axes_swapped" in codes(got)
    again = read(table_as_it_is, role="candidates", columns=dict(got.options.columns))
    assert again.lon.tolist() == got.lon.tolist()


def test_coordinates_nowhere_block_and_leave_no_place() -> None:
    got = read({"名称": ["甲", "乙"], "X": [12e9, 12e9], "Y": [3e12, 3e12]}, role="candidates")
    assert not got.placed.any()
    assert [finding.code for finding in got.findings if finding.severity == "blocking"] == ["position_unknown"]


def test_outlines_come_back_in_degrees_with_a_point_inside() -> None:
    shape = shapely.Polygon([(41_600_000, 4_440_000), (41_601_000, 4_440_000), (41_600_000, 4_441_000)])
    got = read({"名称": ["甲街道"]}, [shape])
    assert got.options.crs == "EPSG:4529"
    assert got.features.crs == "EPSG:4490"
    assert got.features.geometry is not None
    assert got.features.geometry[0].contains(shapely.Point(got.lon[0], got.lat[0]))
    assert shapely.box(124, 40, 125, 41).contains(got.features.geometry[0])


def test_the_child_words_on_the_system_are_replaced_by_the_answer() -> None:
    source = table({"名称": ["甲街道"]}, [shapely.box(124.1, 40.1, 124.2, 40.2)])
    note = Finding("warning", "no_crs", "没有坐标系")
    noted = Features(source.columns, source.geometry, "", source.rows, notes=(note,))
    got = understand(noted, ImportOptions(), Around(code=YUANBAO), "x.shp")
    assert "no_crs" not in codes(got)


def lattice(count: int, west: float = 124.3, south: float = 40.05, side: float = 0.03) -> list:
    return [
        shapely.box(west + i * side, south + j * side, west + (i + 1) * side, south + (j + 1) * side)
        for i in range(count)
        for j in range(count)
    ]


def district(shapes: list) -> Around:
    names = {f"210602{number:03d}000": f"第{number}街道" for number in range(1, len(shapes) + 1)}
    units = make_units(list(names.items()), shapes=dict(zip(names, shapes, strict=True)))
    return Around(units=units, code=YUANBAO, name="元宝区")


@pytest.mark.parametrize("datum", ["", "gcj02", "bd09"])
def test_communities_are_held_against_the_townships_borders(datum: str) -> None:
    def shift(points: np.ndarray) -> np.ndarray:
        return np.column_stack(from_wgs84(points[:, 0], points[:, 1], datum or "wgs84"))

    fine = [shapely.segmentize(shape, 0.002) for shape in lattice(6, side=0.015)]
    moved = list(shapely.transform(np.array(fine, dtype=object), shift))
    names = [f"{number}号社区" for number in range(len(fine))]
    got = read({"名称": names}, moved, district(lattice(3)), "社区.shp")
    assert (got.options.role, got.options.datum) == ("units", datum or "wgs84")
    assert decision(got, "datum").sure
    assert "边界点" in decision(got, "datum").chosen.reason


def test_why_outlines_cannot_be_compared_is_told() -> None:
    away = lattice(3, west=124.3071, south=40.0537, side=0.0271)
    got = read({"名称": [f"{number}号社区" for number in range(9)]}, away, district(lattice(3)), "社区.shp")
    assert decision(got, "datum").chosen.reason == "边界和区域原有的边界不重合,看不出偏移"
    first = read({"名称": ["甲街道"]}, lattice(1), Around(code=YUANBAO), "乡镇.shp")
    assert decision(first, "datum").chosen.reason == "区域里还没有边界可比对"


def test_a_place_outside_the_region_is_told_before_the_import() -> None:
    points = {
        "机构名称": ["甲敬老院", "乙敬老院", "丙敬老院"],
        "经度": [124.31, 24.3104, 124.4299],
        "纬度": [40.06, 40.06, 40.0601],
    }
    got = read(points, around=district(lattice(3)))
    told = next(finding for finding in got.findings if finding.code == "outside_region")
    assert (told.severity, told.rows) == ("warning", ("第3行", "第4行"))
    assert read(points | {"经度": [124.31, 124.32, 124.33]}, around=district(lattice(3))).placed.all()
    fine = read(points | {"经度": [124.31, 124.32, 124.33]}, around=district(lattice(3)))
    assert "outside_region" not in codes(fine)
    nowhere = read(points | {"经度": [2.3522] * 3, "纬度": [48.8566] * 3}, around=district(lattice(3)))
    assert ("blocking", "outside_region") in {(one.severity, one.code) for one in nowhere.findings}


def test_outlines_of_another_province_are_told() -> None:
    shapes = [*lattice(1), shapely.box(2, 48, 3, 49), shapely.box(70, 20, 140, 50)]
    got = read({"名称": ["甲街道", "巴黎街道", "中国街道"]}, shapes, Around(code=YUANBAO), "乡镇.shp", role="units")
    told = next(finding for finding in got.findings if finding.code == "outside_region")
    assert (told.severity, told.rows) == ("warning", ("第3行",))


def test_a_kind_given_makes_it_facilities() -> None:
    got = read({"名称": ["甲", "乙"], "经度": [124.31, 124.32], "纬度": [40.06, 40.06]}, kind="columbarium")
    assert got.options.role == "facilities"


def test_facilities_that_the_region_has_already_tell_the_datum() -> None:
    lon, lat = 124.31 + np.arange(6) * 0.011, 40.06 + np.arange(6) * 0.007
    names = [f"{word}敬老院" for word in "甲乙丙丁戊己"]
    there = make_facilities(
        [*names[:4], "庚敬老院", "戊敬老院", "戊 敬老院"],
        lon=[*lon[:4], 124.3, 124.5, 124.6],
        lat=[*lat[:4], 40, 41, 42],
    )
    moved = from_wgs84(lon, lat, "gcj02")
    cells = {"机构名称": names, "经度": moved[0].round(6).tolist(), "纬度": moved[1].round(6).tolist()}
    got = read(cells, around=Around(facilities=there, code=YUANBAO))
    assert (got.options.datum, decision(got, "datum").sure) == ("gcj02", True)
    assert "与区域里同名的 4 处设施相差" in decision(got, "datum").chosen.reason
    assert np.abs(got.lon - lon).max() < 2e-6


def test_only_texts_that_may_name_a_unit_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of texts that name nothing here need not be sounded out to judge a datum."""
    asked: list[str] = []

    def match(texts: list[str], index: object) -> object:
        asked.extend(texts)
        return match_units(texts, index)

    monkeypatch.setattr("layers.importing.position.datum_evidence.match_units", match)
    names = ["第1街道", "元宝区第1街道", "210602002000", *["外地镇"] * 50, *[f"外地{i}镇" for i in range(50)]]
    cells = {"机构名称": [f"{i}敬老院" for i in range(len(names))], "所属街道": names}
    cells |= {"经度": [124.3 + i * 0.0025 for i in range(len(names))], "纬度": [40.06] * len(names)}
    read(cells, around=district(lattice(3)))
    assert sorted(asked) == ["210602002000", "元宝区第1街道", "第1街道"]


# ------------------------------------------------------------------ real data


def csv_columns(file: Path) -> dict[str, list[str]]:
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    return {name: [row[name] for row in rows] for name in rows[0]}


def layer(file: Path) -> tuple[dict, list]:
    features = json.loads(file.read_text("utf-8"))["features"]
    names = dict.fromkeys(name for one in features for name in one["properties"])
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
    return {name: [one["properties"].get(name) for one in features] for name in names}, shapes


@pytest.fixture(scope="module")
def yuanbao(shared_data: Path) -> Units:
    columns, shapes = layer(next((shared_data / "boundaries" / "dandong_yuanbao").glob("*.geojson")))
    return make_units(
        list(zip(columns["code"], columns["乡"], strict=True)), shapes=dict(zip(columns["code"], shapes, strict=True))
    )


@pytest.fixture(scope="module")
def seats(shared_data: Path, yuanbao: Units) -> dict[str, list[str]]:
    columns = csv_columns(next((shared_data / "towns").glob("丹东*.csv")))
    known = [i for i, code in enumerate(columns["code"]) if code in yuanbao.row_of]
    return {name: [cells[i] for i in known] for name, cells in columns.items()}


def in_their_own(got: Understood, units: Units, names: list[str]) -> int:
    rows = locate_at(units, "township", got.lon, got.lat)
    return sum(row >= 0 and str(units.name[row]) == name for row, name in zip(rows, names, strict=True))


def test_the_seats_of_yuanbao_lie_in_their_townships(yuanbao: Units, seats: dict) -> None:
    around = Around(units=yuanbao, code=YUANBAO, name="元宝区")
    got = read(seats, around=around, where="towns.csv", role="facilities")
    assert (got.header["lon"], got.options.datum) == ("lon_wgs84", "wgs84")
    assert in_their_own(got, yuanbao, seats["name"]) == got.placed.sum() >= 4


@pytest.mark.parametrize("named", ["code", "name"])
def test_the_seats_of_yuanbao_in_gcj02_are_recognised(yuanbao: Units, seats: dict, named: str) -> None:
    around = Around(units=yuanbao, code=YUANBAO, name="元宝区")
    columns = {"name": seats["name"], "lon": seats["lon_gcj02"], "lat": seats["lat_gcj02"]}
    columns |= {"code": seats["code"]} if named == "code" else {}
    got = read(columns, around=around, where="towns.csv", role="candidates" if named == "name" else "facilities")
    assert decision(got, "datum").sure
    assert got.options.datum == "gcj02"
    assert in_their_own(got, yuanbao, seats["name"]) == got.placed.sum() >= 4
    assert "datum_shifted" in codes(got)


def test_songbei_stays_as_it_is_and_each_file_is_what_it_is(shared_data: Path) -> None:
    expected = {"松北乡镇": ("units", "township"), "松北区县": ("units", "county"), "松北社区": ("units", "community")}
    expected["松北网格"] = ("demand", "")
    for file in sorted((shared_data / "boundaries" / "harbin_songbei").glob("*.geojson")):
        columns, shapes = layer(file)
        got = read(columns, shapes, Around(code="230109000000", name="松北区"), file.name)
        assert (got.options.role, got.options.level) == expected[file.stem]
        assert decision(got, "datum").chosen.value == "wgs84"
        assert not got.positions


@pytest.fixture(scope="module")
def shanghai(shared_data: Path) -> tuple[Around, dict[str, list[str]]]:
    """The districts of Shanghai and the list of its kindergartens."""
    source = read_features(shared_data / "boundaries" / "ni1o1_shapefiles" / "shanghai_shp" / "区县界_area.shp")
    given = [f"{code}000000" for code in source.columns["ADMINCODE"]]
    shapes = dict(zip(given, source.geometry, strict=True))
    units = make_units(list(zip(given, source.columns["NAME"], strict=True)), shapes=shapes)
    around = Around(units=units, code="310000000000", name="上海市")
    return around, csv_columns(shared_data / "facilities" / "shanghai_poi" / "幼儿园.csv")


@pytest.mark.slow
@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_shanghai_shifted_is_recognised(shanghai: tuple, datum: str) -> None:
    """The list as it came fits the districts; moved to a map service's datum it is found and moved back."""
    around, columns = shanghai
    as_it_came = read(columns, around=around, where="幼儿园.csv", role="facilities")
    assert decision(as_it_came, "datum").chosen.value == "wgs84"
    assert decision(as_it_came, "datum").sure
    assert not as_it_came.positions
    assert (as_it_came.header["lat"], as_it_came.header["lon"], as_it_came.header["unit"]) == ("lat", "lon", "adname")
    lon, lat = (np.array([float(cell) for cell in columns[name]]) for name in ("lon", "lat"))
    moved_lon, moved_lat = from_wgs84(lon, lat, datum)
    moved = columns | {"lon": moved_lon.round(6).tolist(), "lat": moved_lat.round(6).tolist()}
    got = read(moved, around=around, where="幼儿园.csv", role="facilities")
    assert (got.options.datum, decision(got, "datum").sure) == (datum, True)
    assert np.abs(got.lon - lon).max() < 1e-5


@pytest.mark.slow
def test_the_shanghai_lists_were_converted_by_somebody(shanghai: tuple) -> None:
    """AMap gives six decimals. Undoing the one-step inverse that is passed around gives just that back: WGS84 it is."""
    _, columns = shanghai
    lon, lat = (np.array([float(cell) for cell in columns[name]]) for name in ("lon", "lat"))
    x, y = lon.copy(), lat.copy()
    for _ in range(30):  # w = g - shift(g), solved for g
        shifted = from_wgs84(x, y, "gcj02")
        x, y = lon + (shifted[0] - x), lat + (shifted[1] - y)
    assert np.abs(y - y.round(6)).max() < 2e-8
    got = read(columns, around=Around(code="310000000000"), where="幼儿园.csv", role="facilities")
    chosen = decision(got, "datum").chosen
    assert chosen.value == "wgs84"
    assert "换算过" in chosen.reason
    assert "六位小数" in chosen.reason


def test_outlines_shifted_against_the_regions_own_are_moved_back(yuanbao: Units) -> None:
    def shift(points: np.ndarray) -> np.ndarray:
        return np.column_stack(from_wgs84(points[:, 0], points[:, 1], "gcj02"))

    around = Around(units=yuanbao, code=YUANBAO, name="元宝区")
    moved = list(shapely.transform(yuanbao.geometry, shift))
    got = read({"名称": yuanbao.name.tolist()}, moved, around, "乡镇.shp")
    assert (got.options.role, got.options.datum, decision(got, "datum").sure) == ("units", "gcj02", True)
    assert got.features.geometry is not None
    apart = shapely.hausdorff_distance(got.features.geometry, yuanbao.geometry)
    assert apart.max() < 1e-7
    same = read({"名称": yuanbao.name.tolist()}, list(yuanbao.geometry), around, "乡镇.shp")
    assert decision(same, "datum").chosen.value == "wgs84"


@pytest.mark.parametrize(
    ("file", "role", "code", "box"),
    [
        ("sz.shp", "units", "440300000000", (113.7, 22.3, 114.7, 22.9)),
        ("grid/grid.shp", "zones", "440300000000", (113.7, 22.3, 114.7, 22.9)),
        ("metroline2/metroline2.shp", "roads", "310000000000", (121.2, 31.1, 121.9, 31.3)),
    ],
)
def test_layers_without_a_prj_are_placed_rightly(
    shared_data: Path, file: str, role: str, code: str, box: tuple
) -> None:
    """Shenzhen and Shanghai lie where any atlas has them."""
    source = read_features(shared_data / "boundaries" / "ni1o1_shapefiles" / file)
    assert source.crs == ""
    got = understand(source, ImportOptions(), Around(code=code), file)
    assert got.options.role == role
    assert decision(got, "crs").sure
    assert shapely.box(*box).contains(shapely.box(*shapely.total_bounds(got.features.geometry)))


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["123.4,41.8", "123°26′45″", "约300人", "210602001000", "13812345678", "2019年3月", "示例", "六道口街道"]
    ),
)
HEADERS = st.sampled_from(
    [
        "名称",
        "编号",
        "经度",
        "纬度",
        "经纬度",
        "人口",
        "床位(张)",
        "代码",
        "电话",
        "经度_度",
        "经度_分",
        "X",
        "Y",
        "\u200b",
    ]
)
SHAPES = st.one_of(
    st.none(),
    st.sampled_from([shapely.Point(124, 40), shapely.Point(1e300, 5), shapely.Polygon(), shapely.box(0, 0, 1, 1)]),
)


@pytest.mark.slow
@given(st.data())
def test_no_source_whatsoever_ends_in_a_fault(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 5))
    columns = data.draw(st.dictionaries(HEADERS, st.lists(CELLS, min_size=count, max_size=count), max_size=6))
    shapes = data.draw(st.none() | st.lists(SHAPES, min_size=count, max_size=count))
    geometry = None if shapes is None else np.array([*shapes, None], dtype=object)[:-1]
    crs = data.draw(st.sampled_from(["", "EPSG:4326", "EPSG:4529", "EPSG:3857"]))
    source = Features({k: tuple(v) for k, v in columns.items()}, geometry, crs, tuple(range(2, count + 2)))
    options = ImportOptions(
        role=data.draw(st.sampled_from(["", "units", "facilities", "demand", "candidates", "zones"]))
    )
    try:
        got = understand(source, options, Around(code=YUANBAO), "x.xlsx")
    except UserError:
        return
    assert len(got.lon) == len(got.lat) == len(got) <= count
    placed = got.placed
    assert (np.abs(got.lon[placed]) <= 180).all()
    assert (np.abs(got.lat[placed]) <= 90).all()
    assert set(got.header.values()) <= set(got.features.columns)
