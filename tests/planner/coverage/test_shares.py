"""Shares among facilities, and the interval that missing figures allow."""

from itertools import product

import numpy as np
import pytest

from planner.coverage.share_bounds import share_bounds
from planner.coverage.shares import measure_share_of
from planner.coverage.stock import Stock
from planner.plans.scorecard import Measurement
from tests.planner.coverage.lattice import LatticeRegion, facility
from tests.planner.plans.written import indicator

HOME, CENTRE, VOLUNTEERS = "elderly_care_institution", "community_service_facility", "volunteer_station"


def beds(*rows, listed: str = HOME) -> Measurement:
    row = indicator(measure="share_of", of="nursing_beds/beds", kinds=(HOME,), data="attributes", value=60.0)
    return measure_share_of(Stock.of(LatticeRegion(rows, listed)), row)


def home(name: str, nursing: float, all_beds: float, at="甲1", **more) -> dict[str, object]:
    return facility(name, HOME, at, nursing_beds=nursing, beds=all_beds, **more)


def both(*rows, listed: str = f"{CENTRE};{VOLUNTEERS}") -> Measurement:
    row = indicator(measure="share_of", of=f"facilities/{CENTRE}", kinds=(VOLUNTEERS,), value=80.0)
    return measure_share_of(Stock.of(LatticeRegion(rows, listed)), row)


def test_beds_are_summed_over_operating_homes_of_the_region():
    measured = beds(
        home("甲院", 30, 50),
        home("乙院", 33, 55),
        home("在建院", 500, 500, status="building"),
        home("外地院", 500, 500, at=(120.0, 30.0)),
        home("无处院", 3, 5, at=None),  # no place and no code: it stands in this region's list
        facility("骨灰堂", "columbarium", "甲1", beds=500),
    )
    assert (measured.numerator, measured.denominator) == (66, 110)
    assert (measured.value, measured.low, measured.high, measured.missing) == (60.0, 60.0, 60.0, ())
    assert [(row.name, row.numerator, row.denominator) for row in measured.rows] == [
        ("甲院", 30, 50),
        ("乙院", 33, 55),
        ("无处院", 3, 5),
    ]
    assert measured.rows[0].reason == "护理型床位 30，床位 50"


def test_a_share_of_exactly_the_target_meets_it():
    from planner.plans.judging import judge

    row = indicator(measure="share_of", of="nursing_beds/beds", kinds=(HOME,), data="attributes", value=55.0)
    for nursing, all_beds in [(11, 20), (22, 40), (1265, 2300), (55, 100)]:
        measured = measure_share_of(Stock.of(LatticeRegion([home("院", nursing, all_beds)])), row)
        assert judge(row, measured).verdict == "met"


def test_missing_nursing_beds_lie_between_none_and_all():
    measured = beds(home("甲院", 50, 100), home("乙院", np.nan, 100))
    assert (measured.value, measured.low, measured.high) == (None, 25.0, 75.0)
    assert measured.missing == ("1 处设施没有护理型床位：乙院",)
    assert measured.rows[1].reason == "护理型床位 未填，床位 100"
    assert not measured.rows[1].counted


def test_missing_beds_bound_only_from_above():
    measured = beds(home("甲院", 50, 100), home("乙院", 20, np.nan))
    assert (measured.value, measured.low) == (None, 0.0)
    assert measured.high == pytest.approx(100 * 70 / 120)  # as many beds as nursing beds
    assert measured.missing == ("1 处设施没有床位：乙院",)


def test_nothing_known_of_one_home_bounds_nothing():
    measured = beds(home("甲院", 50, 100), home("乙院", np.nan, np.nan))
    assert (measured.low, measured.high) == (0.0, 100.0)
    assert measured.missing == ("1 处设施没有护理型床位：乙院", "1 处设施没有床位：乙院")


def test_more_nursing_beds_than_beds_is_a_fault_and_not_a_figure():
    measured = beds(home("甲院", 50, 100), home("乙院", 120, 100))
    assert (measured.value, measured.low, measured.high) == (None, 25.0, 75.0)
    assert measured.missing == ("1 处设施护理型床位多于床位：乙院",)


def test_nothing_to_divide():
    assert beds().missing == ("没有运营中的养老机构",)
    assert beds().low is None
    assert beds(home("甲院", 0, 0)).missing == ("床位合计为 0",)
    unlisted = beds(listed="")
    assert (unlisted.value, unlisted.low, unlisted.high) == (None, 0.0, 100.0)
    assert unlisted.missing == ("未导入“养老机构”的设施清单",)


@pytest.mark.parametrize(
    ("parts", "wholes"),
    [
        ([5, np.nan], [10, 10]),
        ([5, np.nan, np.nan], [10, 4, 6]),
        ([5, 3], [10, np.nan]),
        ([0, 3, np.nan], [10, np.nan, 2]),
        ([5, 12], [10, 10]),
        ([5, -1], [10, 10]),
        ([4, np.nan], [4, 0]),
    ],
)
def test_bounds_against_every_way_the_missing_may_turn_out(parts, wholes):
    """Whole numbers up to 400 for what is missing; an unknown whole goes on to infinity, that is to a share of 0."""
    ways = []
    for part, whole in zip(parts, wholes, strict=True):
        whole_ways = [whole] if np.isfinite(whole) else [part, part + 1, 400.0]
        sound = np.isfinite(part) and part >= 0 and not (np.isfinite(whole) and part > whole)
        ways.append([(p, w) for w in whole_ways for p in ([part] if sound else np.arange(0, w + 1)) if p <= w])
    shares = [sum(p for p, _ in way) / sum(w for _, w in way) for way in product(*ways) if sum(w for _, w in way)]
    low, high = share_bounds(np.array(parts, float), np.array(wholes, float))
    assert float(high) == pytest.approx(max(shares))
    assert float(low) == pytest.approx(min(shares) if np.isfinite(wholes).all() else 0.0)


def test_facilities_that_are_both():
    measured = both(
        facility("一", (CENTRE, VOLUNTEERS), "甲1"),
        facility("二", (VOLUNTEERS, CENTRE), "甲2"),
        facility("三", CENTRE, "甲3"),
        facility("四", VOLUNTEERS, "甲4"),  # a station of its own is not in a service facility
        facility("五", (CENTRE, VOLUNTEERS), "乙1", status="closed"),
        facility("六", CENTRE, "乙2"),
    )
    assert (measured.numerator, measured.denominator, measured.value) == (2, 4, 50.0)
    assert [(row.name, row.counted) for row in measured.rows] == [
        ("一", True),
        ("二", True),
        ("三", False),
        ("六", False),
    ]
    assert measured.rows[0].reason == "也是志愿服务站点"


def test_missing_lists_of_either_kind():
    centre = facility("三", CENTRE, "甲3")
    no_volunteers = both(centre, listed="")
    assert (no_volunteers.value, no_volunteers.low, no_volunteers.high) == (None, 0.0, 100.0)
    assert no_volunteers.missing == ("未导入“志愿服务站点”的设施清单",)
    assert (no_volunteers.numerator, no_volunteers.denominator) == (0, 1)
    no_centres = both(facility("四", VOLUNTEERS, "甲4"), listed="")
    assert (no_centres.low, no_centres.high, no_centres.denominator) == (0.0, 100.0, None)
    listed_but_none = both()
    assert (listed_but_none.value, listed_but_none.low) == (None, None)
    assert listed_but_none.missing == ("没有运营中的社区综合服务设施",)
