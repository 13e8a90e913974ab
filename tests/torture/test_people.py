"""Population: tables of units in every form, points, and grids."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
import shapely

from tests.torture.case import Case, Outcome, attempt, params
from tests.torture.land import CODE, COMMUNITIES, LAT, LON, TOWNSHIPS, beside_roads, make_region, township_of
from tests.torture.writing import Build, Cells, as_json, book, collection, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
PEOPLE = {
    "210112001000": (21345, 4567),
    "210112002000": (18234, 3987),
    "210112101000": (9321, 2876),
    "210112005000": (15432, 3210),
}
VILLAGES = {code: (1000 + 37 * i, 200 + 11 * i) for i, code in enumerate(COMMUNITIES)}
NAMES = {code: name for code, (name, *_) in TOWNSHIPS.items()}


def counted(population: dict[str, float], group: str = "population") -> Callable[[Outcome], None]:
    def check(outcome: Outcome) -> None:
        units = outcome.region.units()
        found = {code: float(units.population[group][units.row_of[code]]) for code in population}
        assert found == pytest.approx(population), outcome.codes
        assert len(units) == 1 + len(TOWNSHIPS) + len(COMMUNITIES), "no unit more, none fewer"

    return check


ALL = counted({code: people[0] for code, people in PEOPLE.items()})
AGED = counted({code: people[1] for code, people in PEOPLE.items()}, "aged_60")


def both(outcome: Outcome) -> None:
    ALL(outcome)
    AGED(outcome)


def dressed(name: str, build: Build, **more: object) -> Case:
    told = {"role": "units", "added": len(PEOPLE), "check": both, "quiet": True}
    return Case(name, build, **told | more)


def tabled(header: list[object], *, by: str = "name", value: Callable[[int], object] = lambda v: v) -> Cells:
    first = {"name": lambda c: [NAMES[c]], "code": lambda c: [c], "both": lambda c: [NAMES[c], c]}[by]
    return [header, *[[*first(code), *map(value, people)] for code, people in PEOPLE.items()]]


GROUPS = (
    "户数",
    "常住人口",
    "60岁及以上",
    "65岁及以上",
    "80岁及以上",
    "18岁以下",
    "留守儿童",
    "特困人员",
    "低保对象",
    "残疾人",
)
FIELDS = (
    *("households", "population", "aged_60", "aged_65", "aged_80", "under_18"),
    *("left_behind_children", "destitute", "minimum_living", "disabled"),
)
FIGURES = (7000, 21345, 4567, 3210, 654, 2987, 34, 56, 210, 480)


def _every_group(outcome: Outcome) -> None:
    units = outcome.region.units()
    row = units.row_of["210112001000"]
    found = [units.households[row], *[units.population[field][row] for field in FIELDS[1:]]]
    assert found == list(FIGURES)


def _long() -> Cells:
    cells: Cells = [["乡镇", "指标", "人数"]]
    for code, (everyone, aged) in PEOPLE.items():
        cells += [[NAMES[code], "常住人口", everyone], [NAMES[code], "60岁及以上", aged]]
    return cells


HEAD = ["乡镇（街道）", "常住人口", "60岁及以上"]
PLAIN = tabled(HEAD)
SUM = ["合计", sum(p for p, _ in PEOPLE.values()), sum(a for _, a in PEOPLE.values())]
TABLES = [
    dressed("by name", book(PLAIN)),
    dressed("by code", book(tabled(["区划代码", "常住人口", "60岁及以上"], by="code"))),
    dressed("by name and code", book(tabled(["名称", "区划代码", "常住人口", "60岁及以上"], by="both"))),
    dressed("by nine digits", book([["区划代码", *HEAD[1:]], *[[int(c[:9]), *p] for c, p in PEOPLE.items()]])),
    dressed(
        "titled, with a unit row and a sum",
        book([["浑南样区人口统计表"], ["单位:人"], *PLAIN, SUM], merges=["A1:C1"]),
        must=("sum_row",),
    ),
    dressed(
        "two header rows",
        book([["乡镇（街道）", "人口", None], [None, "合计", "60岁及以上"], *PLAIN[1:]], merges=["A1:A2", "B1:C1"]),
    ),
    dressed(
        "two header rows, of which",
        book(
            [["乡镇（街道）", "常住人口", None], [None, "总数", "其中:60岁及以上"], *PLAIN[1:]],
            merges=["A1:A2", "B1:C1"],
        ),
    ),
    dressed(
        "ten thousands in the header",
        book(
            [
                ["乡镇（街道）", "常住人口(万人)", "60岁及以上(万人)"],
                *[[n, p / 10000, a / 10000] for n, p, a in PLAIN[1:]],
            ]
        ),
    ),
    dressed(
        "ten thousands in the cell", book([HEAD, *[[n, f"{p / 10000}万人", f"{a / 10000}万"] for n, p, a in PLAIN[1:]]])
    ),
    dressed(
        "ten thousands above the table",
        book([["单位:万人"], HEAD, *[[n, p / 10000, a / 10000] for n, p, a in PLAIN[1:]]]),
    ),
    dressed("thousands with commas", book([HEAD, *[[n, f"{p:,}", f"{a:,}"] for n, p, a in PLAIN[1:]]])),
    dressed("with the word for persons", book([HEAD, *[[n, f"{p}人", f"{a} 人"] for n, p, a in PLAIN[1:]]])),
    dressed("one row per group", book(_long()), must=("long_table",)),
    dressed("old name", book([HEAD, *[["桃仙镇" if n == "桃仙街道" else n, p, a] for n, p, a in PLAIN[1:]]])),
    dressed(
        "old code",
        book(
            [["区划代码", *HEAD[1:]], *[["210112019000" if c == "210112005000" else c, *p] for c, p in PEOPLE.items()]]
        ),
    ),
    dressed(
        "short names",
        book(
            [
                HEAD,
                *[
                    ["祝家镇" if n == "祝家镇" else n.removesuffix("街道") + "街道办事处", p, a]
                    for n, p, a in PLAIN[1:]
                ],
            ]
        ),
    ),
    dressed("gbk text", text(PLAIN, encoding="gbk", name="人口.csv")),
    dressed("a year in the header", book([["乡镇（街道）", "2024年末常住人口", "60岁及以上人口"], *PLAIN[1:]])),
    dressed(
        "residents rather than registered",
        book([["乡镇（街道）", "户籍人口", "常住人口", "60岁及以上"], *[[n, p + 999, p, a] for n, p, a in PLAIN[1:]]]),
        may=("column_choice",),
    ),
    dressed(
        "registered only",
        book([["乡镇（街道）", "户籍人口", "60岁及以上"], *PLAIN[1:]]),
        must=("registered_population",),
    ),
    dressed("every group", book([["名称", *GROUPS], ["东陵街道", *FIGURES]]), added=1, check=_every_group),
    dressed(
        "communities within townships",
        book(
            [
                ["乡镇", "社区（村）", "常住人口", "60岁及以上"],
                *[[NAMES[c[:9] + "000"], n, *VILLAGES[c]] for c, n in COMMUNITIES.items()],
            ]
        ),
        added=len(COMMUNITIES),
        check=counted({c: v[0] for c, v in VILLAGES.items()}),
    ),
    dressed(
        "communities under merged townships",
        book(
            [
                ["乡镇", "社区（村）", "常住人口", "60岁及以上"],
                *[
                    [NAMES[c[:9] + "000"] if i % 3 == 0 else None, n, *VILLAGES[c]]
                    for i, (c, n) in enumerate(COMMUNITIES.items())
                ],
            ],
            merges=[f"A{i}:A{i + 2}" for i in (2, 5, 8, 11)],
        ),
        added=len(COMMUNITIES),
        check=counted({c: v[0] for c, v in VILLAGES.items()}),
    ),
    Case(
        "an unknown unit",
        book([*PLAIN, ["李相街道", 100, 10]]),
        role="units",
        added=4,
        skipped=1,
        must=("unit_unmatched|unit_unknown|units_unknown",),
        check=both,
    ),
    Case(
        "a negative figure",
        book([HEAD, ["东陵街道", -5, 10], *PLAIN[2:]]),
        role="units",
        added=4,
        must=("not_a_number|negative",),
    ),
    Case(
        "a unit twice, differing",
        book([*PLAIN, ["东陵街道", 1, 1]]),
        role="units",
        refused=("东陵街道|210112001000|不一致|不同",),
    ),
    Case(
        "more aged than people",
        book([HEAD, ["东陵街道", 100, 4567], *PLAIN[2:]]),
        role="units",
        added=4,
        checked=("part_larger_than_whole",),
    ),
]


NAMED_SUM = [[HEAD[0], *HEAD[1:]], *PLAIN[1:], ["全区合计", *SUM[1:]]]
DISTRICT = {CODE: float(SUM[1]), **{code: float(people[0]) for code, people in PEOPLE.items()}}
SEXES = [
    ["乡镇（街道）", "常住人口", None, None, "60岁及以上"],
    [None, "合计", "男", "女", None],
    *[[name, everyone, everyone // 2, everyone - everyone // 2, aged] for name, everyone, aged in PLAIN[1:]],
]
TABLES += [
    dressed("a sum that names the district", book(NAMED_SUM), must=("sum_row",)),
    dressed("the district itself", book([*PLAIN, ["浑南样区", *SUM[1:]]]), added=5, check=counted(DISTRICT)),
    dressed("men and women", book(SEXES, merges=["A1:A2", "B1:D1", "E1:E2"])),
    dressed(
        "blank columns and a remark",
        book([[*PLAIN[0], None, "备注"], *[[*row, None, None] for row in PLAIN[1:]]]),
    ),
]


def _within(*, sums: bool) -> Cells:
    """Communities with their district and township beside them, and a sum below the first of each township."""
    cells: Cells = [["区县", "乡镇", "社区", "常住人口"]]
    for code, name in COMMUNITIES.items():
        township = NAMES[code[:9] + "000"]
        cells.append(["浑南样区", township, name, VILLAGES[code][0]])
        if sums and code.endswith("201"):
            cells.append(["浑南样区", township, "小计", 9999])
    return cells


def _above() -> Cells:
    """Townships and their communities below each other in one column."""
    cells: Cells = [["名称", "常住人口"]]
    for township, name in NAMES.items():
        cells.append([name, 3000])
        cells += [[f"　{own}", 1000] for code, own in COMMUNITIES.items() if code[:9] == township[:9]]
    return cells


def _never_added_up(outcome: Outcome) -> None:
    """A name that two communities bear is asked about; nobody gets the people of both."""
    units = outcome.region.units()
    people = units.population["population"]
    assert all(people[units.row_of[code]] == 3000 for code in NAMES)
    assert {people[row] for row in units.rows_at("community") if people[row] == people[row]} == {1000.0}
    assert people[units.row_of["210112001001"]] == 1000


EVERY_VILLAGE = counted({code: float(people[0]) for code, people in VILLAGES.items()})
TABLES += [
    dressed("district, township, community", book(_within(sums=False)), added=12, check=EVERY_VILLAGE),
    dressed("with sums between", book(_within(sums=True)), added=12, check=EVERY_VILLAGE, must=("sum_row",)),
    Case("townships above their communities", book(_above()), role="units", check=_never_added_up),
]


@params(TABLES)
def test_table(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


def points(count: int = 40) -> list[tuple[float, float, int]]:
    return [(x, y, 10 + i) for i, (x, y) in enumerate(zip(*(a.tolist() for a in beside_roads(5, count)), strict=True))]


def _points(outcome: Outcome) -> None:
    demand = outcome.region.demand()
    assert len(demand) == 40
    assert demand.weight["population"].sum() == sum(p for *_, p in points())


POINTS = [
    Case(
        "points in a table",
        book([["小区名称", "经度", "纬度", "人口"], *[[f"第{i}小区", *one] for i, one in enumerate(points())]]),
        role="demand",
        added=40,
        check=_points,
    ),
    Case(
        "points of GeoJSON",
        as_json(collection([({"人口": p}, shapely.Point(x, y)) for x, y, p in points()]), "居民点.geojson"),
        role="demand",
        added=40,
        check=_points,
    ),
    Case(
        "grid squares of GeoJSON",
        as_json(
            collection(
                [
                    ({"网格编码": f"G{i}", "人口": p}, shapely.box(x - 1e-4, y - 1e-4, x + 1e-4, y + 1e-4))
                    for i, (x, y, p) in enumerate(points())
                ]
            ),
            "人口网格.geojson",
        ),
        role="demand",
        added=40,
        check=_points,
    ),
]


@params(POINTS)
def test_points(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


# Grids

CELLS = (30, 27)
RANDOM = np.random.default_rng(11)
VALUES = np.round(RANDOM.uniform(0.5, 90, CELLS), 2)
VALUES[RANDOM.uniform(0, 1, CELLS) < 0.25] = np.nan  # where nobody lives


def raster(crs: str, nodata: float | None, *, dtype: str = "float32", **more: object) -> Build:
    """Cells over the district and somewhat beyond, with `nodata` where nobody lives."""

    def build(folder: Path) -> Path:
        values = np.where(np.isnan(VALUES), 0 if nodata is None else nodata, VALUES).astype(dtype)
        path = folder / "人口.tif"
        shape = {"height": CELLS[0], "width": CELLS[1], "count": 1}
        with rasterio.open(
            path, "w", driver="GTiff", dtype=dtype, crs=crs, transform=_transform(crs), nodata=nodata, **shape, **more
        ) as file:
            file.write(values, 1)
        return path

    return build


def from_origin(west: float, north: float, wide: float, high: float) -> rasterio.Affine:
    return rasterio.Affine(wide, 0, west, 0, -high, north)


def _transform(crs: str) -> rasterio.Affine:
    if crs in ("EPSG:4326", "EPSG:4490"):
        return from_origin(LON[0] - 0.013, LAT[2] + 0.017, 0.0085, 0.0078)
    forward = pyproj.Transformer.from_crs(4490, crs, always_xy=True)
    x, y = forward.transform([LON[0], LON[-1], LON[0], LON[-1]], [LAT[0], LAT[0], LAT[2], LAT[2]])
    wide, high = (max(x) - min(x)) * 1.1 / CELLS[1], (max(y) - min(y)) * 1.1 / CELLS[0]
    return from_origin(min(x) - 0.05 * CELLS[1] * wide, max(y) + 0.05 * CELLS[0] * high, wide, high)


def inhabited(crs: str, *, whole: bool = False) -> tuple[int, float]:
    """Cells in the district and the people in them, counted from the cells' centres."""
    at = _transform(crs)
    row, column = np.mgrid[: CELLS[0], : CELLS[1]] + 0.5
    x, y = at.c + column * at.a, at.f + row * at.e
    if crs not in ("EPSG:4326", "EPSG:4490"):
        x, y = pyproj.Transformer.from_crs(crs, 4490, always_xy=True).transform(x, y)
    inside = (x > LON[0]) & (x < LON[-1]) & (y > LAT[0]) & (y < LAT[2]) & np.isfinite(VALUES)
    values = np.trunc(np.nan_to_num(VALUES)) if whole else VALUES.astype("float32").astype(float)
    inside &= np.nan_to_num(values) > 0
    return int(inside.sum()), float(values[inside].sum())


def gridded(crs: str, **told: bool) -> Callable[[Outcome], None]:
    def check(outcome: Outcome) -> None:
        count, people = inhabited(crs, **told)
        demand = outcome.region.demand()
        assert len(demand) == count
        assert demand.weight["population"].sum() == pytest.approx(people, rel=1e-6)

    return check


def grid_case(name: str, crs: str, nodata: float | None, *, whole: bool = False, **more: object) -> Case:
    build = raster(crs, nodata, **more)
    return Case(name, build, role="demand", check=gridded(crs, whole=whole), never=("total_absurd",))


GRIDS = [
    grid_case("degrees, WorldPop's nodata", "EPSG:4326", -99999.0),
    grid_case("degrees, nodata of -200", "EPSG:4326", -200.0, dtype="float64"),
    grid_case("degrees, least float", "EPSG:4326", -3.4028234663852886e38),
    grid_case("degrees, not a number", "EPSG:4326", float("nan")),
    grid_case("degrees, no nodata", "EPSG:4326", None),
    grid_case("CGCS2000 degrees", "EPSG:4490", -99999.0),
    grid_case("bytes", "EPSG:4326", 255, dtype="uint8", whole=True),
    grid_case("whole numbers", "EPSG:4326", -1, dtype="int32", whole=True),
    grid_case(
        "compressed and tiled", "EPSG:4326", -99999.0, compress="deflate", tiled=True, blockxsize=16, blockysize=16
    ),
    grid_case("UTM 51", "EPSG:32651", -99999.0),
    grid_case("three-degree zone 41", "EPSG:4529", -99999.0),
    grid_case("web mercator", "EPSG:3857", -99999.0),
    grid_case("Albers of China", "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m", -99999.0),
    grid_case("Mollweide of GHS-POP", "ESRI:54009", -200.0, dtype="float64"),
]


@params(GRIDS)
def test_grid(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


def test_no_grid_here(run: Callable[[Case], None]) -> None:
    def build(folder: Path) -> Path:
        path = folder / "人口.tif"
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            dtype="float32",
            crs="EPSG:4326",
            transform=from_origin(80, 30, 0.01, 0.01),
            height=9,
            width=9,
            count=1,
        ) as file:
            file.write(np.ones((9, 9), "float32"), 1)
        return path

    run(Case("elsewhere", build, role=None, refused=("范围|区域",)))


def test_cells_are_scaled_to_the_units_own_totals(tmp_path: Path) -> None:
    path = make_region(tmp_path / "区.gpkg", "plain")
    (tmp_path / "表").mkdir()
    first = attempt(path, book(PLAIN)(tmp_path / "表"), {})
    first.region.close()
    assert first.error is None
    second = attempt(path, raster("EPSG:4326", -99999.0)(tmp_path), {})
    with second.region:
        assert second.error is None
        demand = second.region.demand()
        home = [township_of(x, y) for x, y in zip(demand.lon, demand.lat, strict=True)]
        for code, (everyone, aged) in PEOPLE.items():
            here = np.array([one == code for one in home])
            assert demand.weight["population"][here].sum() == pytest.approx(everyone)
            assert demand.weight["aged_60"][here].sum() == pytest.approx(aged)


@pytest.mark.parametrize("spread", ["", "roads", "even"])
def test_unit_totals_are_spread(spread: str, run: Callable[[Case], None]) -> None:
    """Asked for as demand: every township keeps its people, and no point leaves its township."""

    def check(outcome: Outcome) -> None:
        demand = outcome.region.demand()
        home = [township_of(x, y) for x, y in zip(demand.lon, demand.lat, strict=True)]
        for code, (everyone, _) in PEOPLE.items():
            here = np.array([one == code for one in home])
            assert demand.weight["population"][here].sum() == pytest.approx(everyone)
        assert "demand_spread" in outcome.codes

    run(Case("spread", book(PLAIN), role="demand", options={"role": "demand", "spread": spread}, check=check))


def test_buildings_take_the_units_people(tmp_path: Path) -> None:
    path = make_region(tmp_path / "区.gpkg", "plain")
    (tmp_path / "表").mkdir()
    first = attempt(path, book(PLAIN)(tmp_path / "表"), {})
    first.region.close()
    places = zip(*(a.tolist() for a in beside_roads(6, 200)), strict=True)
    houses = [({"building": "yes"}, shapely.box(x - 1e-4, y - 1e-4, x + 1e-4, y + 1e-4)) for x, y in places]
    second = attempt(path, as_json(collection(houses), "建筑物.geojson")(tmp_path), {"role": "demand"})
    with second.region:
        assert second.error is None
        demand = second.region.demand()
        assert demand.weight["population"].sum() == pytest.approx(sum(p for p, _ in PEOPLE.values()))
