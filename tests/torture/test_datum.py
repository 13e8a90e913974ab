"""Map-app coordinates: put back where they are shifted, left alone where they are not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.torture.case import Case, Outcome, params
from tests.torture.land import TOWNSHIPS, beside_roads, township_of, township_outline
from tests.torture.shifting import SHIFTS, shifted
from tests.torture.writing import Build, as_json, book, collection, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
SEEDS = range(20)
FAR = 3e-5  # degrees: some 3 m, for six decimals and a shift undone


def listed(seed: int, count: int, datum: str, *, named: bool, header: tuple[str, str] = ("经度", "纬度")) -> Build:
    lon, lat = beside_roads(seed, count)
    cells = [["机构名称", "设施类型", *(["所属街道"] if named else []), *header]]
    for number, (x, y, at) in enumerate(zip(lon, lat, shifted(lon, lat, datum), strict=True)):
        unit = [TOWNSHIPS[township_of(x, y)][0]] if named else []
        cells.append([f"第{number}养老院", "养老机构", *unit, *at])
    return book(cells)


def at_home(seed: int, count: int, datum: str) -> Callable[[Outcome], None]:
    """Each where it really is."""

    def check(outcome: Outcome) -> None:
        lon, lat = beside_roads(seed, count)
        found = outcome.region.facilities()
        order = np.array([int(name[1:].removesuffix("养老院")) for name in found.name])
        off = max(np.abs(found.lon - lon[order]).max(), np.abs(found.lat - lat[order]).max())
        assert off < FAR, (
            f"{datum} taken for {outcome.prepared.options.datum}: {off * 111000:.0f} m off, {outcome.codes}"
        )
        if datum != "wgs84":
            assert "datum_shifted" in outcome.codes
            assert outcome.region.sources()[-1].options["datum"] == datum

    return check


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("datum", list(SHIFTS))
def test_by_roads_and_units(datum: str, seed: int, run: Callable[[Case], None]) -> None:
    run(
        Case(
            datum,
            listed(seed, 60, datum, named=True),
            added=60,
            check=at_home(seed, 60, datum),
            never=("datum_doubtful",),
        )
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("datum", list(SHIFTS))
def test_by_roads_alone(datum: str, seed: int, run: Callable[[Case], None]) -> None:
    run(Case(datum, listed(seed + 100, 80, datum, named=False), added=80, check=at_home(seed + 100, 80, datum)))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [1, 3, 8])
def test_few_true_ones_stay(count: int, seed: int, run: Callable[[Case], None]) -> None:
    """Too few to judge by: never moved."""
    run(
        Case(
            "few",
            listed(seed + 200, count, "wgs84", named=True),
            added=count,
            check=at_home(seed + 200, count, "wgs84"),
        )
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_few_shifted_ones_are_doubted_or_right(seed: int, run: Callable[[Case], None]) -> None:
    """Eight points in units of five kilometres: right, or left as they are with a warning, or nothing can be seen."""
    run(
        Case(
            "few",
            listed(seed + 300, 12, "gcj02", named=True),
            added=12,
            check=lambda outcome: _honest(outcome, seed + 300),
        )
    )


def _honest(outcome: Outcome, seed: int) -> None:
    if outcome.prepared.options.datum == "gcj02":
        at_home(seed, 12, "gcj02")(outcome)
    else:
        assert outcome.prepared.options.datum in ("", "wgs84")
        moved = shifted(*beside_roads(seed, 12), "gcj02")
        found = outcome.region.facilities()
        assert {round(x, 6) for x, _ in moved} == {round(float(x), 6) for x in found.lon}


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@pytest.mark.parametrize("state", ["outlined", "bare"])
def test_given(datum: str, state: str, run: Callable[[Case], None]) -> None:
    build = listed(7, 20, datum, named=state != "bare")
    run(Case("given", build, region=state, options={"datum": datum}, added=20, check=at_home(7, 20, datum)))


@pytest.mark.parametrize(
    ("datum", "header"),
    [
        ("gcj02", ("高德经度", "高德纬度")),
        ("bd09", ("百度经度", "百度纬度")),
        ("gcj02", ("lon_gcj02", "lat_gcj02")),
        ("bd09", ("bd_lng", "bd_lat")),
    ],
)
def test_told_by_the_header(datum: str, header: tuple[str, str], run: Callable[[Case], None]) -> None:
    build = listed(8, 20, datum, named=False, header=header)
    run(Case("told", build, region="bare", added=20, check=at_home(8, 20, datum)))


def _amap(datum: str) -> Build:
    lon, lat = beside_roads(9, 60)
    cells = [["name", "type", "address", "adname", "pname", "location"]]
    for number, (x, y) in enumerate(shifted(lon, lat, datum)):
        cells.append([f"第{number}养老院", "医疗保健服务;养老院;养老院", "样路", "浑南样区", "辽宁省", f"{x},{y}"])
    return text(cells, name="poi.csv")


def _baidu(_: str) -> Build:
    lon, lat = beside_roads(9, 60)
    cells = [["uid", "name", "address", "location.lat", "location.lng", "detail_info.tag"]]
    for number, (x, y) in enumerate(shifted(lon, lat, "bd09")):
        cells.append([f"u{number}", f"第{number}养老院", "样路", y, x, "医疗;养老院"])
    return text(cells, name="百度导出.csv")


EXPORTS = [
    Case("AMap export", _amap("gcj02"), added=60, check=at_home(9, 60, "gcj02")),
    Case("AMap columns, but WGS84", _amap("wgs84"), added=60, check=at_home(9, 60, "wgs84")),
    Case("Baidu export", _baidu("bd09"), added=60, check=at_home(9, 60, "bd09")),
]


@params(EXPORTS)
def test_export(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


def _outlines(datum: str) -> Build:
    def move(points: np.ndarray) -> np.ndarray:
        return np.array([SHIFTS[datum](x, y) for x, y in points])

    return as_json(
        collection(
            [
                ({"name": name, "adcode": code}, shapely.transform(township_outline(code), move))
                for code, (name, *_) in TOWNSHIPS.items()
            ]
        ),
        "乡镇.geojson",
    )


@pytest.mark.parametrize("datum", list(SHIFTS))
def test_outlines_against_the_regions_own(datum: str, run: Callable[[Case], None]) -> None:
    def check(outcome: Outcome) -> None:
        units = outcome.region.units()
        for code in TOWNSHIPS:
            shape = units.geometry[units.row_of[code]]
            apart = shape.symmetric_difference(township_outline(code)).area / township_outline(code).area
            assert apart < 1e-3, (code, apart, outcome.codes)

    run(Case("outlines", _outlines(datum), role="units", check=check))


def _datav() -> Build:
    """District outlines as Alibaba's atlas gives them: in GCJ-02, and nothing says so but the columns."""

    def move(points: np.ndarray) -> np.ndarray:
        return np.array([SHIFTS["gcj02"](x, y) for x, y in points])

    told = []
    for number, (code, (name, *_)) in enumerate(TOWNSHIPS.items()):
        more = {"center": [123.5, 41.7], "level": "street", "childrenNum": 0, "subFeatureIndex": number}
        told.append(({"adcode": int(code), "name": name, **more}, shapely.transform(township_outline(code), move)))
    return as_json(collection(told), "210112_full.json")


def _off(outcome: Outcome) -> float:
    units, code = outcome.region.units(), next(iter(TOWNSHIPS))
    own = township_outline(code)
    return float(units.geometry[units.row_of[code]].symmetric_difference(own).area / own.area)


def test_an_atlas_beside_the_regions_own(run: Callable[[Case], None]) -> None:
    def check(outcome: Outcome) -> None:
        assert _off(outcome) < 1e-3

    run(Case("atlas", _datav(), role="units", must=("datum_shifted",), check=check))


def test_an_atlas_with_nothing_to_compare(run: Callable[[Case], None]) -> None:
    """Shifted back, or doubted aloud."""

    def check(outcome: Outcome) -> None:
        assert _off(outcome) < 1e-3 or "datum_doubtful" in outcome.codes

    run(Case("atlas", _datav(), role="units", region="bare", check=check))


def test_the_answer_is_remembered(tmp_path: Path, blank: Callable[[str], Path]) -> None:
    """What was chosen once for a list holds for the next edition of it."""
    import shutil

    from tests.torture.case import attempt

    path = tmp_path / "区.gpkg"
    shutil.copyfile(blank("bare"), path)
    for number, given in enumerate(({"datum": "gcj02"}, {})):
        folder = tmp_path / str(number)
        folder.mkdir()
        outcome = attempt(path, listed(7, 20 + number, "gcj02", named=False)(folder), given)
        with outcome.region:
            assert outcome.error is None
            assert outcome.prepared.options.datum == "gcj02"
            at_home(7, 20 + number, "gcj02")(outcome)


def test_the_shift_is_the_published_one() -> None:
    """Tian'anmen, as many pages give it."""
    lon, lat = SHIFTS["gcj02"](116.391267, 39.907333)
    assert (lon, lat) == pytest.approx((116.397509, 39.908736), abs=2e-5)
