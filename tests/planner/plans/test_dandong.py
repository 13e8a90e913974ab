"""The twenty rows of 专栏1 of 丹东's plan: how each is measured and judged.

`test_plans_in_text` holds them against the text of the plan.
"""

import pytest

from planner.plans.indicator import Indicator
from planner.plans.judging import holds
from planner.plans.reading import load_plan

PLAN = load_plan("dandong")
TABLE = [indicator for indicator in PLAN.indicators if indicator.row]


@pytest.mark.parametrize("indicator", TABLE, ids=lambda indicator: indicator.id)
def test_the_figure_is_the_printed_one(indicator: Indicator):
    if indicator.comparator == "text":
        assert indicator.value is None
        assert not any(letter.isdigit() for letter in indicator.printed)
        return
    assert float(indicator.printed.lstrip(">≥")) == indicator.value
    assert (indicator.comparator == ">") == indicator.printed.startswith(">")
    if indicator.printed.startswith("≥"):
        assert indicator.comparator == ">="


def test_what_the_plan_is():
    assert (PLAN.id, PLAN.status, PLAN.region_code) == ("dandong", "征求意见稿", "210600000000")
    assert (PLAN.parent, PLAN.target_year, len(TABLE)) == ("liaoning", 2025, 20)
    assert [i.id for i in TABLE if i.nature == "约束性"] == [
        "disability_allowance_share",
        "rescued_returned_share",
        "county_public_burial",
        "nursing_bed_share",
    ]


def test_which_rows_are_measured_how():
    rows = dict(enumerate(TABLE, start=1))
    by_hand = {1, 2, 3, 4, 7, 8, 11, 13, 15}
    assert {number for number, row in rows.items() if row.data == "manual"} == by_hand
    assert {n for n, row in rows.items() if row.measure == "units_served"} == {9, 12, 14, 16, 17, 19, 20}
    assert {rows[9].unit_level, rows[12].unit_level, rows[19].unit_level} == {"township"}
    assert {rows[14].unit_level, rows[17].unit_level, rows[20].unit_level} == {"county"}
    assert rows[16].unit_level == "prefecture"
    assert rows[19].unit_classes == ("街道",)
    assert (rows[10].measure, rows[18].measure, rows[18].of) == ("share_of", "share_of", "nursing_beds/beds")
    assert (rows[5].measure, rows[5].kinds) == ("count", ("lottery_outlet",))
    assert rows[6].of == "floor_area_m2/100 households"


def test_greater_is_not_at_least():
    rows = {indicator.id: indicator for indicator in PLAN.indicators}
    assert not holds(30.0, rows["community_facility_area"].comparator, 30.0)
    assert holds(60.0, rows["nursing_bed_share"].comparator, 60.0)


def test_ambiguous_rows_have_a_default_a_note_and_other_readings():
    burial = PLAN.indicator("county_public_burial")
    assert burial.unit_classes == ()
    assert burial.note
    without_districts = burial.chosen("市辖区不计入")
    assert without_districts.unit_classes == ("县级市", "县")
    assert without_districts.kinds == burial.kinds
    assert burial.chosen("只计骨灰堂").kinds == ("columbarium",)
    with pytest.raises(KeyError):
        burial.chosen("没有这种口径")


def test_choosing_in_a_plan_leaves_the_other_rows():
    plan = PLAN.chosen({"subdistrict_elderly_centres": "乡镇和街道都计入"})
    assert plan.indicator("subdistrict_elderly_centres").unit_classes == ("街道", "镇", "乡")
    assert plan.indicator("county_public_burial") == PLAN.indicator("county_public_burial")
    with pytest.raises(KeyError):
        PLAN.chosen({"没有这一条": "乡镇和街道都计入"})
