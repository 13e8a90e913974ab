"""Counts, areas and amounts per household or person."""

from dataclasses import replace

import numpy as np
import pytest

from layers.tables import Units
from planner.coverage.amounts import measure_amount, measure_per_unit
from planner.coverage.hierarchy import Hierarchy
from planner.coverage.stock import Stock
from planner.coverage.totals import region_total
from planner.plans.scorecard import Measurement
from tests.planner.coverage.lattice import PREFECTURE, LatticeRegion, chosen, facility, lattice_units, township
from tests.planner.plans.written import indicator

SHOP, CENTRE = "lottery_outlet", "community_service_facility"


def count(*rows, listed: str = SHOP, **changes) -> Measurement:
    wanted = {"measure": "count", "of": "facilities", "kinds": (SHOP,), "unit": "个", "value": 350.0} | changes
    return measure_amount(Stock.of(LatticeRegion(rows, listed)), indicator(**wanted))


def per_household(*rows, units: Units | None = None, listed: str = CENTRE, **changes) -> Measurement:
    wanted = {"measure": "per_unit", "of": "floor_area_m2/100 households", "kinds": (CENTRE,), "unit": "m²"} | changes
    region = LatticeRegion(rows, listed, units if units is not None else lattice_units())
    return measure_per_unit(Stock.of(region), indicator(**wanted))


def columns(**values: np.ndarray) -> Units:
    units = lattice_units()
    households = values.pop("households", units.households)
    return replace(units, households=households, population={**units.population, **values})


def test_operating_outlets_of_the_region_are_counted():
    rows = [facility("店", SHOP, "甲1")] * 3
    measured = count(*rows, facility("停", SHOP, "甲1", status="closed"), facility("外", SHOP, (120.0, 30.0)))
    assert (measured.value, measured.low, measured.high, measured.numerator) == (3.0, 3.0, 3.0, 3.0)
    assert (measured.denominator, measured.missing, len(measured.rows)) == (None, (), 3)


def test_a_count_without_a_list_is_open_above():
    measured = count(listed="")
    assert (measured.value, measured.low, measured.high) == (None, 0.0, None)
    assert measured.missing == ("未导入“福彩网点”的设施清单",)


def test_a_column_is_summed_exactly_and_scaled_to_the_unit():
    rows = [facility("院", SHOP, "甲1", beds=0.1), facility("院", SHOP, "甲2", beds=0.2)]
    assert count(*rows, of="beds", unit="张").value == 0.3
    area = [facility("院", SHOP, "甲1", floor_area_m2=12_000.0), facility("院", SHOP, "甲2", floor_area_m2=500.0)]
    measured = count(*area, measure="area", of="floor_area_m2", unit="万m²")
    assert (measured.value, measured.numerator) == (1.25, 12_500.0)


def test_missing_figures_leave_a_sum_open_above():
    rows = [
        facility("甲院", SHOP, "甲1", beds=10),
        facility("乙院", SHOP, "甲2"),
        facility("丙院", SHOP, "甲2", beds=-1),
    ]
    measured = count(*rows, of="beds", unit="张")
    assert (measured.value, measured.low, measured.high) == (None, 10.0, None)
    assert measured.missing == ("2 处设施没有床位：乙院、丙院",)
    assert [row.reason for row in measured.rows] == ["床位 10", "未填", "未填"]


def test_area_per_hundred_households_of_the_whole_region():
    rows = [facility("一", CENTRE, "甲1", floor_area_m2=600.0), facility("二", CENTRE, "乙1", floor_area_m2=360.0)]
    measured = per_household(*rows)
    assert (measured.value, measured.numerator, measured.denominator) == (30.0, 960.0, 3200.0)  # 960 / 32
    beds = per_household(facility("院", CENTRE, "甲1", beds=96), of="beds/1000 population", unit="张")
    assert beds.value == 10.0  # 96 / 9.6
    assert per_household(*rows, of="facilities/1600 households", unit="个").value == 1.0


def test_area_missing_and_households_missing():
    rows = [facility("一", CENTRE, "甲1", floor_area_m2=960.0), facility("二", CENTRE, "乙1")]
    open_above = per_household(*rows)
    assert (open_above.value, open_above.low, open_above.high) == (None, 30.0, None)
    units = chosen(lattice_units(), lattice_units().level == "township")
    households = units.households.copy()
    households[units.code == township("乙4")] = np.nan
    without = per_household(rows[0], units=replace(units, households=households))
    assert (without.value, without.low, without.denominator) == (None, 0.0, None)
    assert without.high == pytest.approx(960 / 28)  # at least 2800 households
    assert without.missing == ("1 个单元没有户数：乙4乡",)


def test_no_households_at_all():
    units = lattice_units()
    nothing = per_household(
        facility("一", CENTRE, "甲1", floor_area_m2=9.0), units=columns(households=units.households * 0)
    )
    assert (nothing.value, nothing.missing) == (None, ("户数合计为 0",))
    no_units = per_household(facility("一", CENTRE, floor_area_m2=9.0), units=chosen(units, np.zeros(len(units))))
    assert no_units.missing == ("未导入行政单元",)
    never = per_household(units=columns(households=np.full(len(units), np.nan)))
    assert (never.value, never.low, never.high, never.missing[0][:2]) == (None, 0.0, None, "32")


def test_a_total_takes_the_highest_figure_and_fills_up_from_below():
    units = lattice_units()
    tree = Hierarchy(units)
    assert (region_total(tree, "households").known, len(region_total(tree, "households").rows)) == (3200, 1)
    households = units.households.copy()
    households[units.row_of[PREFECTURE]] = np.nan  # the counties instead
    households[units.name == "甲区"] = np.nan  # its townships instead
    households[units.name == "甲3镇"] = np.nan  # its communities instead
    households[units.name == "甲4乡"] = 450.0
    total = region_total(Hierarchy(replace(units, households=households)), "households")
    assert total.known == 400 + 400 + 4 * 100 + 450 + 1600
    assert sorted(units.name[total.rows]) == ["乙县", "甲1街道", "甲2街道", "甲3-1", "甲3-2", "甲3-3", "甲3-4", "甲4乡"]
    assert len(total.missing) == 0
    households[units.name == "甲3-2"] = np.nan
    assert units.name[region_total(Hierarchy(replace(units, households=households)), "households").missing] == ["甲3-2"]


def test_a_group_that_no_source_gave():
    total = region_total(Hierarchy(lattice_units()), "aged_80")
    assert (total.known, len(total.rows), len(total.missing)) == (0, 0, 32)
