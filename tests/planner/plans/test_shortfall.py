"""What a missed target lacks, in what one builds, with exact arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.plans.judging import holds, judge
from planner.plans.scorecard import Measurement, ScorecardRow
from tests.planner.plans.written import indicator


def ratio(numerator: float, denominator: float, per: int = 100) -> Measurement:
    value = float(Fraction(str(numerator)) * per / Fraction(str(denominator)))
    return Measurement(value, value, value, numerator, denominator)


def lacking(row: ScorecardRow) -> tuple[float | None, str]:
    return row.shortfall, row.shortfall_unit


@pytest.mark.parametrize(
    ("target", "served", "units", "expected"),
    [
        (80.0, 11, 15, 1),
        (80.0, 0, 15, 12),
        (55.0, 0, 20, 11),  # 0.55 * 20 = 11.000000000000002
        (70.0, 0, 10, 7),
        (14.0, 0, 50, 7),  # 0.14 * 50 = 7.000000000000001
        (100.0, 7, 8, 1),
        (50.0, 3, 7, 1),
        (33.3, 0, 3, 1),
        (33.4, 1, 3, 1),
    ],
)
def test_units_still_to_serve(target, served, units, expected):
    row = judge(indicator(value=target), ratio(served, units))
    assert lacking(row) == (expected, "个乡镇(街道)")


@given(st.integers(1, 400), st.data(), st.integers(1, 1000), st.sampled_from([">=", ">"]))
def test_the_shortfall_is_exactly_what_meets_the_target(units, data, per_mille, comparator):
    """Serving so many more meets the target, one fewer does not."""
    served, target = data.draw(st.integers(0, units)), per_mille / 10
    row = judge(indicator(value=target, comparator=comparator), ratio(served, units))
    if row.verdict == "met":
        assert row.shortfall == 0
        return
    assert row.shortfall is not None
    more = int(row.shortfall)
    assert more >= 1
    assert holds(float(Fraction(100 * (served + more), units)), comparator, target)
    assert not holds(float(Fraction(100 * (served + more - 1), units)), comparator, target)


@pytest.mark.parametrize(
    ("level", "classes", "unit"),
    [
        ("province", (), "个省"),
        ("prefecture", (), "个市"),
        ("county", (), "个县(市、区)"),
        ("county", ("县级市", "县"), "个县级市、县"),
        ("township", (), "个乡镇(街道)"),
        ("township", ("街道",), "个街道"),
        ("township", ("街道", "镇", "乡"), "个乡镇(街道)"),
        ("community", (), "个社区(村)"),
        ("community", ("农村社区",), "个农村社区"),
    ],
)
def test_units_are_called_by_their_level_and_class(level, classes, unit):
    row = judge(indicator(unit_level=level, unit_classes=classes), ratio(1, 2))
    assert lacking(row) == (1, unit)


def test_nursing_beds_by_conversion_and_by_building():
    beds = indicator(measure="share_of", of="nursing_beds/beds", data="attributes", value=60.0)
    row = judge(beds, ratio(50, 100))
    assert lacking(row) == (10, "张护理型床位")
    assert "新建需 25 张" in row.remark  # (50 + 25) / (100 + 25) = 60 %
    assert (50 + 25) / (100 + 25) == 0.6
    assert judge(indicator(measure="share_of", of="nursing_beds/beds", value=100.0), ratio(50, 100)).remark == ""


def test_square_metres_per_hundred_households():
    area = indicator(measure="per_unit", of="floor_area_m2/100 households", comparator=">", value=30.0, unit="m²")
    assert lacking(judge(area, ratio(900.1, 3200))) == (60, "m²")  # more than 960
    assert lacking(judge(area, ratio(960.0, 3200))) == (1, "m²")  # 30 is not more than 30
    assert judge(area, ratio(960.1, 3200)).verdict == "met"


def test_counts_and_scaled_units():
    count = indicator(measure="count", of="facilities", value=350.0, unit="个")
    assert lacking(judge(count, Measurement(342.0, 342.0, 342.0, 342.0, None))) == (8, "个")
    beds = indicator(measure="count", of="beds", value=2.35, unit="万张")
    assert lacking(judge(beds, Measurement(2.3, 2.3, 2.3, 23000.0, None))) == (500, "张床位")
    area = indicator(measure="area", of="floor_area_m2", value=1.0, unit="万m²")
    assert lacking(judge(area, Measurement(0.9, 0.9, 0.9, 9000.5, None))) == (1000, "m²")


def test_people_and_facilities():
    people = indicator(measure="share_reached", of="aged_60", value=90.0)
    assert lacking(judge(people, ratio(800, 1000))) == (100, "人")
    both = indicator(measure="share_of", of="facilities/community_service_facility", value=80.0)
    assert lacking(judge(both, ratio(3, 5))) == (1, "处设施")


def test_percentage_points_are_not_percent():
    """From 40 %, 5 points more are 45 %; 5 percent more would be 42 %."""
    points = indicator(value=5.0, unit="百分点", base_value=40.0, base_year=2020)
    measured = Measurement(3.0, 3.0, 3.0, 43.0, 100.0)
    assert lacking(judge(points, measured)) == (2, "个乡镇(街道)")
    assert judge(points, Measurement(5.0, 5.0, 5.0, 45.0, 100.0)).verdict == "met"
    percent = indicator(value=42.0)
    assert judge(percent, ratio(42, 100)).verdict == "met"
    by_hand = indicator(value=6.0, data="manual", measure="growth")
    assert lacking(judge(by_hand, Measurement(5.9, 5.9, 5.9, None, None))) == (0.1, "百分点")


def test_limits_from_above_say_what_is_over():
    row = judge(
        indicator(value=1.3, comparator="<=", unit="倍数", measure="other", data="manual"),
        Measurement(1.57, 1.57, 1.57, None, None),
    )
    assert lacking(row) == (0.27, "倍数")
    assert "超出" in row.remark


def test_a_partial_count_says_so():
    row = judge(indicator(value=80.0), Measurement(None, 10.0, 40.0, 1.0, 10.0, ("缺数",)))
    assert lacking(row) == (7, "个乡镇(街道)")
    assert "数据不全" in row.remark


def test_exactly_at_a_target_that_must_be_exceeded_by_hand():
    row = judge(indicator(value=6.0, comparator=">", data="manual"), Measurement(6.0, 6.0, 6.0, None, None))
    assert (row.verdict, row.shortfall) == ("not_met", 0.0)
    assert row.remark == "须高于目标值"
    under = judge(indicator(value=6.0, comparator="<", data="manual"), Measurement(6.0, 6.0, 6.0, None, None))
    assert (under.verdict, under.remark) == ("not_met", "须低于目标值")
