"""A region held against norms: figures counted by hand on the lattice, provinces, levels, and what is shared."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from layers.errors import Cancelled
from layers.tables import Roads
from planner.coverage import reaching
from planner.coverage.norm_rows import NormRow, judge_norms
from planner.plans.kinds import load_kinds
from planner.plans.norm import Norm
from planner.plans.norms import load_norms
from planner.travel.streets import Streets
from tests.planner.coverage.lattice import COUNTY, LatticeRegion, community, demand_of, facility, township
from tests.planner.coverage.streets_of_the_lattice import at, streets

KINDS = ";".join(load_kinds())
PEOPLE = demand_of([("a", *at(150, 0), 200.0), ("b", *at(600, 0), 100.0), ("c", *at(1500, 0), 100.0)], "population")

TABLE = (
    facility("甲养老院", "elderly_care_institution", "甲1", beds=50, nursing_beds=30, land_area_m2=600),
    facility("乙养老院", "elderly_care_institution", "乙1", beds=19, nursing_beds=8, land_area_m2=300),
    facility("站一", "community_elderly_station", "甲1", floor_area_m2=400, land_area_m2=30),
    facility("站二", "community_elderly_station", "乙2", floor_area_m2=240, land_area_m2=30),
    *(
        facility(f"中心{name}", "regional_elderly_centre", name, floor_area_m2=0, land_area_m2=0)
        for name in ("甲1", "甲2", "甲3", "乙4")
    ),
    facility("公墓", "public_cemetery", unit=community("甲4-2")),
    facility("社区中心", ("community_service_facility", "neighbourhood_centre"), at(0, 0), floor_area_m2=799),
)


@pytest.fixture(autouse=True)
def nothing_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path)


def region(code: str = "210600000000", table: Sequence[dict[str, object]] = TABLE) -> LatticeRegion:
    return LatticeRegion(table, KINDS, demand_table=PEOPLE, road_table=streets(), code=code)


def rows_of(code: str, year: int = 2026) -> dict[str, NormRow]:
    return {row.norm.id: row for row in judge_norms(region(code), year)}


def norm(norm_id: str, **changes: object) -> Norm:
    found = next(norm for norm in load_norms() if norm.id == norm_id)
    return replace(found, **changes)  # type: ignore[arg-type]


def only(one: Norm, table: Sequence[dict[str, object]] = TABLE) -> NormRow:
    (row,) = judge_norms(region(table=table), 2026, norms=[one])
    return row


def test_the_norms_of_the_country_on_the_lattice():
    found = {
        name: (row.row.measurement.value, row.row.verdict, row.row.target, row.row.shortfall, row.row.shortfall_unit)
        for name, row in rows_of("210600000000").items()
    }
    assert found == {
        "county_public_burial_2025": (50.0, "not_met", 100.0, 1.0, "个县(市、区)"),
        "beds_per_1000": (69 / 1.92, "not_met", 40.0, 8.0, "张床位"),  # 40 * 1.92 = 76.8
        "elderly_land_per_person": (0.1, "met", 0.1, 0.0, "m²"),  # 960 of 9600 people
        "care_home_beds": (50.0, "not_met", 100.0, 1.0, "处设施"),
        "nursing_bed_share_2025": (pytest.approx(3800 / 69), "met", 55.0, 0.0, "%"),
        "regional_centre_share_2025": (50.0, "not_met", 60.0, 1.0, "个乡镇(街道)"),
        "circle_15_distance": (75.0, "unknown", None, None, "%"),
        "circle_5_distance": (50.0, "unknown", None, None, "%"),
    }


def test_a_radius_that_nobody_says_how_many_must_keep_to_is_shown_and_not_judged():
    row = rows_of("210600000000")["circle_5_distance"].row
    assert not row.indicator.is_judged
    assert (row.measurement.numerator, row.measurement.denominator) == (200.0, 400.0)
    assert row.indicator.target_text == "不超过300m"
    assert "不超过 300 米" in row.measurement.method


@pytest.mark.parametrize(
    ("code", "name", "printed"),
    [("370600000000", "shandong_new_housing", "不少于20m²"), ("410600000000", "henan_new_housing", "不少于30m²")],
)
def test_new_housing_of_a_province_stands_beside_the_whole_area(code: str, name: str, printed: str):
    found = rows_of(code)
    assert {other for other in found if other.endswith("_new_housing")} == {name}
    row = found[name].row
    assert row.measurement.value == 20.0  # 640 m² for 3200 households
    assert (row.verdict, row.target, row.indicator.is_judged) == ("unknown", None, False)
    assert row.indicator.printed == printed
    judged = only(norm(name, region_code="", region="", judged=True))
    assert judged.row.verdict == ("met" if name == "shandong_new_housing" else "not_met")
    assert judged.row.shortfall == (0.0 if name == "shandong_new_housing" else 320.0)


def test_every_single_facility_must_keep_to_it():
    found = rows_of("310000000000")["shanghai_2024_centre_area"]
    assert (found.row.measurement.value, found.row.verdict, found.row.shortfall) == (0.0, "not_met", 1.0)
    lower = only(norm("shanghai_2024_centre_area", region_code="", region="").with_value(799.0))
    assert (lower.row.measurement.value, lower.row.verdict) == (100.0, "met")
    followed = only(norm("shanghai_2024_centre_area", region_code="", region="", value=799.0))
    assert followed.row == lower.row


@pytest.mark.parametrize(
    ("low", "high", "verdict", "target"),
    [
        (30.0, 40.0, "met", 30.0),
        (30.0, 35.0, "not_met", 35.0),
        (36.0, 40.0, "not_met", 36.0),
        (20.0, 69 / 1.92, "met", 20.0),
    ],
)
def test_between_two_bounds(low: float, high: float, verdict: str, target: float):
    row = only(norm("beds_per_1000", comparator="between", value=low, value_to=high)).row
    assert (row.verdict, row.target) == (verdict, target)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(20.0, 40.0, "unknown"), (30.0, 40.0, "unknown"), (20.0, 26.0, "not_met")]
)
def test_between_two_bounds_with_a_figure_missing(low: float, high: float, verdict: str):
    table = (TABLE[0], facility("丙养老院", "elderly_care_institution", "乙1"))  # at least 50 / 1.92 = 26.04
    row = only(norm("beds_per_1000", comparator="between", value=low, value_to=high), table).row
    assert (row.verdict, row.measurement.value) == (verdict, None)


def test_a_list_that_was_never_imported_leaves_the_norm_open():
    rows = judge_norms(LatticeRegion(), 2026)
    assert len(rows) == 8
    assert {row.row.verdict for row in rows} == {"unknown"}
    assert all(row.row.measurement.missing for row in rows)


@pytest.mark.parametrize(
    ("code", "there", "absent"),
    [
        ("640100000000", {"ningxia_prefecture_child_rescue", "ningxia_county_child_rescue"}, set()),
        ("640121000000", {"ningxia_county_child_rescue"}, {"ningxia_prefecture_child_rescue"}),
        (COUNTY["甲"], {"county_public_burial_2025", "regional_centre_share_2025"}, set()),
        (township("甲1"), {"regional_centre_share_2025", "beds_per_1000"}, {"county_public_burial_2025"}),
    ],
)
def test_norms_for_levels_above_the_region_have_no_row(code: str, there: set[str], absent: set[str]):
    found = set(rows_of(code))
    assert there <= found
    assert not absent & found


@pytest.mark.parametrize(("year", "five_year_plan"), [(2020, False), (2021, True)])
def test_only_norms_in_force_at_the_end_of_the_year(year: int, five_year_plan: bool):
    found = rows_of("210600000000", year)
    assert ("nursing_bed_share_2025" in found) is five_year_plan
    assert {row.row.indicator.year for row in found.values()} == {year}


@pytest.mark.parametrize(("day", "there"), [("2026-12-31", False), ("2027-01-01", True)])
def test_repealed_on_the_last_day_of_the_year_is_repealed(day: str, there: bool):
    rows = judge_norms(region(), 2026, norms=[norm("beds_per_1000", repealed=day)])
    assert bool(rows) is there


def test_one_network_and_one_reach_for_each_standard(monkeypatch: pytest.MonkeyPatch):
    built, walked = [], []
    build, walk = reaching.ways_of, Streets.minutes_to_nearest

    def counted_build(*args: object) -> object:
        built.append(args[1])
        return build(*args)  # type: ignore[arg-type]

    def counted_walk(*args: object, **options: object) -> object:
        walked.append(options)
        return walk(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(reaching, "ways_of", counted_build)
    monkeypatch.setattr(Streets, "minutes_to_nearest", counted_walk)
    found = rows_of("310000000000")
    shares = [row for row in found.values() if row.row.indicator.measure == "share_reached"]
    assert len(shares) == 4
    assert built == ["walk"]
    assert len(walked) == 3  # 85 % and 99 % ask the same
    two = [found[f"shanghai_coverage_{year}"].row for year in (2025, 2035)]
    assert [row.measurement.value for row in two] == [75.0, 75.0]
    assert [row.target for row in two] == [85.0, 99.0]


def test_roads_that_are_ready_are_not_built_again():
    class Roadless(LatticeRegion):
        def roads(self) -> Roads | None:
            pytest.fail("the roads were read")

    first = region()
    ways = {"walk": reaching.ways_of(first, "walk")}
    again = Roadless(TABLE, KINDS, demand_table=PEOPLE)
    assert judge_norms(again, 2026, ways=ways) == judge_norms(first, 2026)


def test_it_tells_where_it_is_and_can_be_stopped():
    told: list[tuple[float, str]] = []

    class Listener:
        def progress(self, share: float, text: str = "") -> None:
            told.append((share, text))
            if len(told) == 4:
                raise Cancelled

    with pytest.raises(Cancelled):
        judge_norms(region(), 2026, Listener())
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[1][1] == "正在对照规范：县级公益性安葬设施覆盖率(2025年)"
