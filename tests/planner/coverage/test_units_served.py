"""Units served, counted by hand: every level, class and rule of missing data."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from layers.tables import Units
from planner.coverage.stock import Stock
from planner.coverage.units_served import measure_units_served
from planner.plans.scorecard import Measurement
from tests.planner.coverage.lattice import COUNTY, LatticeRegion, chosen, community, facility, lattice_units, township
from tests.planner.plans.written import indicator

KIND = "social_work_station"
OUTSIDE = (120.0, 30.0)


def measure(*rows, listed: str = KIND, units: Units | None = None, **changes) -> Measurement:
    region = LatticeRegion(rows, listed, units if units is not None else lattice_units())
    return measure_units_served(Stock.of(region), indicator(**changes))


def figures(measured: Measurement) -> tuple[float | None, float | None]:
    return measured.numerator, measured.denominator


def unclassed(*names: str) -> Units:
    units = lattice_units()
    klass = units.klass.copy()
    klass[np.isin(units.name, names)] = ""
    return replace(units, klass=klass)


THREE = (
    facility("站1", KIND, "甲1-1"),
    facility("站2", KIND, "甲1-4"),  # a second one in the same township
    facility("站3", KIND, unit=community("甲3-2")),
    facility("站4", KIND, unit=township("乙2")),
)


@pytest.mark.parametrize(
    ("level", "classes", "numerator", "denominator"),
    [
        ("prefecture", (), 1, 1),
        ("county", (), 2, 2),
        ("county", ("市辖区",), 1, 1),
        ("county", ("县级市", "县"), 1, 1),
        ("township", (), 3, 8),
        ("township", ("街道",), 1, 3),
        ("township", ("镇",), 2, 3),
        ("township", ("乡",), 0, 2),
        ("township", ("街道", "镇", "乡"), 3, 8),
    ],
)
def test_every_level_and_class(level, classes, numerator, denominator):
    measured = measure(*THREE, unit_level=level, unit_classes=classes)
    assert figures(measured) == (numerator, denominator)
    assert measured.value == measured.low == measured.high == 100 * numerator / denominator
    assert measured.missing == ()


def test_communities_with_one_facility_of_unknown_community():
    measured = measure(*THREE, unit_level="community", unit_classes=("农村社区",))
    # 甲3-2 for sure; 站4 is in 乙2, which has four village communities: one of them.
    assert figures(measured) == (1, 20)
    assert (measured.value, measured.low, measured.high) == (None, 5.0, 10.0)
    assert measured.missing == ("1 处设施无法确定所在的社区(村)单元：站4",)


def test_only_operating_facilities_of_the_kind_count_and_reasons_say_why():
    measured = measure(
        facility("甲站", KIND, "甲1"),
        facility("在建站", KIND, "甲2", status="building"),
        facility("规划站", KIND, "甲3", status="planned"),
        facility("旧站", KIND, "甲3", status="closed"),
        facility("公墓", "public_cemetery", "甲4"),
        facility("外地站", KIND, OUTSIDE),
        facility("多用站", ("public_cemetery", KIND), "乙1"),
        facility("乙站", KIND, "乙1"),
    )
    assert figures(measured) == (2, 8)
    rows = {row.name: row for row in measured.rows}
    assert len(rows) == 8
    assert (rows["甲1街道"].counted, rows["甲1街道"].reason) == (True, "由甲站提供")
    assert rows["甲1街道"].facilities == ("F1",)
    assert rows["乙1街道"].facilities == ("F7", "F8")
    assert rows["乙1街道"].reason == "由多用站、乙站提供"
    assert (rows["甲2街道"].counted, rows["甲2街道"].reason) == (False, "仅有在建的在建站")
    assert rows["甲3镇"].reason == "仅有规划的规划站、停用的旧站"
    assert rows["甲4乡"].reason == "无该类设施"
    assert rows["甲4乡"].facilities == ()


def test_any_of_several_kinds():
    rows = (facility("墓", "public_cemetery", "甲1"), facility("堂", "columbarium", "乙1"))
    changes = {"kinds": ("public_cemetery", "columbarium"), "unit_level": "county"}
    assert figures(measure(*rows, **changes)) == (2, 2)
    assert figures(measure(*rows, kinds=("columbarium",), unit_level="county")) == (1, 2)


def test_a_disagreeing_facility_counts_by_its_code():
    measured = measure(facility("站", KIND, "甲1", unit=township("乙1")))
    assert [row.name for row in measured.rows if row.counted] == ["乙1街道"]


def test_no_units_of_the_level():
    counties = chosen(lattice_units(), lattice_units().level == "county")
    measured = measure(*THREE, units=counties)
    assert (measured.value, measured.low, measured.high, measured.rows) == (None, None, None, ())
    assert measured.missing == ("区域里没有乡级单元",)
    of_class = measure(*THREE, unit_level="county", unit_classes=("县级市",))
    assert of_class.missing == ("区域里没有属于县级市的县级单元",)


def test_a_known_zero_is_not_an_unknown():
    zero = measure(listed=KIND)
    assert (zero.value, zero.numerator, zero.missing) == (0.0, 0.0, ())
    unknown = measure(listed="public_cemetery")
    assert (unknown.value, unknown.low, unknown.high) == (None, 0.0, 100.0)
    assert unknown.missing == ("未导入“社会工作(和社会救助)服务站”的设施清单",)
    assert {row.reason for row in unknown.rows} == set(unknown.missing)


def test_a_kind_that_is_present_was_imported_whatever_the_sources_say():
    closed = measure(facility("旧站", KIND, "甲1", status="closed"), listed="")
    assert (closed.value, closed.missing) == (0.0, ())


@pytest.mark.parametrize("detail", ["public_cemetery;columbarium", "public_cemetery,columbarium", "columbarium+x"])
def test_a_source_may_list_several_kinds(detail):
    assert measure(listed=detail, kinds=("columbarium",)).value == 0.0


def test_one_of_two_lists_missing():
    kinds = ("public_cemetery", "columbarium")
    half = measure(facility("墓", "public_cemetery", "甲1"), listed="", kinds=kinds, unit_level="county")
    assert (half.value, half.low, half.high) == (None, 50.0, 100.0)
    assert half.missing == ("未导入“骨灰堂”的设施清单",)
    both = (facility("墓1", "public_cemetery", "甲1"), facility("墓2", "public_cemetery", "乙1"))
    full = measure(*both, listed="", kinds=kinds, unit_level="county")
    assert (full.value, full.low, full.high) == (100.0, 100.0, 100.0)  # no list could add to it


def test_a_facility_of_unknown_unit_widens_the_interval_upward():
    lost = facility("无处", KIND)
    measured = measure(*THREE, lost)
    assert (measured.value, measured.low, measured.high) == (None, 37.5, 50.0)
    assert measured.missing == ("1 处设施无法确定所在的乡级单元：无处",)
    assert measure(*THREE, *[lost] * 20).high == 100.0


def test_what_is_known_of_a_lost_facility_limits_it():
    """甲区 has two townships without: three facilities lost in 甲区 can serve only those two."""
    lost = facility("甲区某处", KIND, unit=COUNTY["甲"])
    measured = measure(*THREE, lost, lost, lost)
    assert (measured.low, measured.high) == (37.5, 62.5)
    with_another = measure(*THREE, facility("无处", KIND), lost, lost, lost)
    assert with_another.high == 75.0


def test_a_lost_facility_does_not_matter_where_all_are_served():
    everywhere = [facility("站", KIND, f"{county}{number}") for county in "甲乙" for number in "1234"]
    measured = measure(*everywhere, facility("无处", KIND))
    assert (measured.value, measured.low, measured.high) == (100.0, 100.0, 100.0)
    assert measured.missing  # said all the same


def test_units_of_unknown_class_may_or_may_not_belong():
    """街道: 甲1 served, 甲2 not, 乙1 of unknown class."""
    rows = (facility("站", KIND, "甲1"),)
    without = measure(*rows, units=unclassed("乙1街道"), unit_classes=("街道",))
    assert (without.low, without.high, without.value) == (pytest.approx(100 / 3), 50.0, None)
    assert figures(without) == (1, 2)
    assert without.missing == ("1 个单元没有类别，不知是否计入：乙1街道",)
    doubtful = next(row for row in without.rows if row.name == "乙1街道")
    assert not doubtful.counted
    assert doubtful.reason == "类别未填，不知是否属于街道；无该类设施"
    served = measure(*rows, facility("站2", KIND, "乙1"), units=unclassed("乙1街道"), unit_classes=("街道",))
    assert (served.low, served.high) == (50.0, pytest.approx(200 / 3))
    assert next(row for row in served.rows if row.name == "乙1街道").counted is False


def test_classes_do_not_matter_where_the_whole_level_is_asked_for():
    measured = measure(*THREE, units=unclassed("甲1街道", "乙1街道"))
    assert (measured.value, measured.missing) == (37.5, ())


def test_provisional_codes_are_fine():
    units = lattice_units()
    assert measure(*THREE, units=replace(units, provisional=np.ones(len(units), dtype=bool))).value == 37.5


@pytest.mark.parametrize(
    "names",
    [(), ("甲1街道",), ("甲2街道",), ("甲1街道", "甲2街道"), ("甲1街道", "甲2街道", "乙1街道"), ("甲3镇", "乙1街道")],
)
@pytest.mark.parametrize("lost", [(), ("",), ("甲",), ("甲", "甲"), ("甲", "乙", ""), ("乙",)])
def test_the_interval_is_the_narrowest_possible(names, lost):
    """Against every way the unknown may turn out: which doubtful units are 街道, where the lost facilities stand."""
    rows = [facility("站", KIND, "甲1"), *(facility("某", KIND, unit=COUNTY.get(county, "")) for county in lost)]
    units = unclassed(*names)
    measured = measure(*rows, units=units, unit_classes=("街道",))
    townships = [str(units.name[row]) for row in units.rows_at("township")]
    sure = {name for name in townships if "街道" in name and name not in names}
    shares = set()
    for belongs in product([False, True], repeat=len(names)):
        whole = sure | {name for name, does in zip(names, belongs, strict=True) if does}
        for places in product(*([name for name in townships if name.startswith(county)] for county in lost)):
            served = {"甲1街道", *places}
            if whole:
                shares.add(100 * len(whole & served) / len(whole))
    assert measured.low == pytest.approx(min(shares), abs=1e-12)
    assert measured.high == pytest.approx(max(shares), abs=1e-12)


def places_of(unit: str) -> list[str]:
    """Where a facility of a declared unit may stand: any township in it, or outside every township."""
    towns = [township(f"{county}{number}") for county in "甲乙" for number in "1234"]
    if unit in towns:
        return [unit]
    return ["", *(town for town in towns if not unit or town.startswith(unit[:6]))]


def every_share(rows, area: float, at_least: int, sure: set[str], unclassed: tuple[str, ...]) -> set[float]:
    """The shares of served townships, in every way the unknown may turn out."""
    each = []
    for row in rows:
        large = [True, False] if np.isnan(row["floor_area_m2"]) else [row["floor_area_m2"] >= area]
        each.append(sorted({place if size else "" for place in places_of(str(row["unit"])) for size in large}))
    found = set()
    for belongs in product([False, True], repeat=len(unclassed)):
        whole = sure | {town for town, does in zip(unclassed, belongs, strict=True) if does}
        for way in product(*each):
            if whole:
                found.add(100 * sum(way.count(town) >= at_least for town in whole) / len(whole))
    return found


def some_stations(seed: int) -> list[dict[str, object]]:
    random = np.random.default_rng(seed)
    units = ["甲1", "甲2", "甲2", "乙1", "甲", "乙", ""]
    chosen_units = [str(random.choice(units[:4])) for _ in range(3)] + [str(random.choice(units[3:])) for _ in range(3)]
    return [
        facility(
            f"站{number}",
            KIND,
            unit=COUNTY[unit] if unit in COUNTY else township(unit) if unit else "",
            floor_area_m2=float(random.choice([300.0, 400.0, 400.0, np.nan])),
        )
        for number, unit in enumerate(chosen_units)
    ]


@pytest.mark.parametrize("at_least", [1, 2, 3])
@pytest.mark.parametrize("seed", range(12))
def test_several_large_enough_in_every_way_the_unknown_may_turn_out(seed, at_least):
    rows = some_stations(seed)
    measured = measure(*rows, at_least=at_least, each=(("floor_area_m2", 350.0),))
    everywhere = {township(f"{county}{number}") for county in "甲乙" for number in "1234"}
    shares = every_share(rows, 350.0, at_least, everywhere, ())
    assert (measured.low, measured.high) == (min(shares), max(shares))
    assert measured.value == (measured.low if len(shares) == 1 else None)


@pytest.mark.parametrize("at_least", [1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_several_large_enough_among_units_of_unknown_class(seed, at_least):
    """甲1 and 甲2 are 街道; 乙1 and 甲3 may be. With one each the interval is the narrowest; with more it holds."""
    rows = some_stations(50 + seed)
    names = ("甲3", "乙1")
    units = unclassed("甲3镇", "乙1街道")
    each = (("floor_area_m2", 350.0),)
    measured = measure(*rows, units=units, unit_classes=("街道",), at_least=at_least, each=each)
    sure = {township("甲1"), township("甲2")}
    shares = every_share(rows, 350.0, at_least, sure, tuple(township(name) for name in names))
    assert measured.low == pytest.approx(min(shares))
    assert measured.high >= max(shares) - 1e-9
    if at_least == 1:
        assert measured.high == pytest.approx(max(shares))


def test_a_unit_of_unknown_class_that_needs_less_does_not_go_first():
    """Two are lost: they may serve 甲2, which has none, or 乙1 and 甲3, which have one and may not belong at all."""
    rows = [facility("站", KIND, unit=township(name)) for name in ("甲1", "甲1", "乙1", "甲3")]
    lost = [facility("无处", KIND), facility("无处", KIND)]
    units = unclassed("乙1街道", "甲3镇")
    measured = measure(*rows, *lost, units=units, unit_classes=("街道",), at_least=2)
    # 甲1 and 甲2 of two streets is all of them; with 乙1 and 甲3 belonging and served it would be three of four.
    assert (measured.low, measured.high) == (25.0, 100.0)


def test_reasons_of_units_with_too_few_or_too_small():
    rows = (
        facility("甲一", KIND, unit=township("甲1"), floor_area_m2=400),
        facility("甲二", KIND, unit=township("甲1"), floor_area_m2=400),
        facility("乙一", KIND, unit=township("乙1"), floor_area_m2=400),
        facility("乙二", KIND, unit=township("乙1"), floor_area_m2=300),
        facility("乙三", KIND, unit=township("乙1")),
        facility("乙四", KIND, unit=township("乙1"), status="building"),
    )
    measured = measure(*rows, at_least=2, each=(("floor_area_m2", 350.0),))
    reasons = {row.name: (row.counted, row.reason, row.facilities) for row in measured.rows}
    assert reasons["甲1街道"] == (True, "由甲一、甲二提供", ("F1", "F2"))
    assert reasons["乙1街道"] == (
        False,
        "只有 1 处，需 2 处：乙一；乙三的建筑面积(m²)没有填写；乙二的建筑面积(m²)不够；有在建的乙四",
        ("F3",),
    )
    assert measured.missing == ("1 处设施没有建筑面积(m²)：乙三",)
    assert (measured.low, measured.high) == (12.5, 25.0)


def test_method_and_sources():
    measured = measure(*THREE, unit_classes=("街道",))
    assert "街道" in measured.method
    assert "在建、规划、停用的不计" in measured.method
    assert measured.sources == ("设施.xlsx(数据日期 2024-12-31)",)
