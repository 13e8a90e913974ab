"""Small scorecards and reaches whose figures are written by hand."""

from dataclasses import replace

import numpy as np

from planner.coverage.reach import Reach, ServiceStandard, UnitReach
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.scorecard import EvidenceRow, Measurement, Scorecard, ScorecardRow

STATIONS = Indicator(
    id="stations",
    name="乡镇社会工作站<覆盖率>",
    kinds=("social_work_station",),
    unit_level="township",
    unit_classes=(),
    measure="units_served",
    of="",
    comparator=">=",
    value=60.0,
    unit="%",
    base_value=20.0,
    base_year=2020,
    year=2025,
    nature="约束性",
    data="map",
    section="专栏1",
    line=71,
    printed="60",
    note="含街道 & 镇",
)
GROWTH = replace(
    STATIONS,
    id="growth",
    name="低保标准增速",
    kinds=(),
    measure="growth",
    comparator="text",
    entered_comparator=">=",
    value=None,
    base_value=None,
    base_year=None,
    nature="预期性",
    data="manual",
    printed="不低于省定",
    note="",
)
BEDS = replace(
    STATIONS, id="beds", name="床位数", measure="count", value=350.0, unit="张", nature="", data="attributes"
)
PLAN = Plan("toy", "玩具规划", "自拟", "210112000000", "", 2025, (STATIONS, GROWTH, BEDS))

EVIDENCE = (
    EvidenceRow("210112001000", "东街道", True, "由甲站提供", ("A1",)),
    EvidenceRow("210112002000", "西街道", False, "无该类设施"),
    EvidenceRow("210112100000", "北镇", False, "仅有规划的乙站"),
)
NOT_MET = ScorecardRow(
    STATIONS,
    Measurement(
        100 / 3, 100 / 3, 100 / 3, 1.0, 3.0, rows=EVIDENCE, method="有站的乡级单元数除以总数", sources=("表.xlsx",)
    ),
    "not_met",
    1.0,
    "个乡镇(街道)",
    60.0,
)
UNKNOWN = ScorecardRow(
    GROWTH, Measurement(None, None, None, None, None, ("需人工填报，尚未录入",)), "unknown", None, "%", None
)
MET = ScorecardRow(BEDS, Measurement(1400.0, 1400.0, 1400.0, 1400.0, None), "met", 0.0, "张床位", 350.0)
CARD = Scorecard(PLAN, "玩具区", "210112000000", 2025, (NOT_MET, UNKNOWN, MET), ("一条说明",))


def reach(**changes: object) -> Reach:
    """Three demand points of 100, 50 and 20 people; the first is reached, the last has no way."""
    units = (
        UnitReach("210112001000", "东街道", "township", 100.0, 100.0, 0.0, 1.0),
        UnitReach("210112002000", "西街道", "township", 70.0, 0.0, 20.0, 0.0),
        UnitReach("210112001001", "东一社区", "community", 100.0, 100.0, 0.0, 1.0),
    )
    toy = Reach(
        kind="community_elderly_station",
        standard=ServiceStandard(15.0, "minutes", "elderly"),
        group="population",
        total=170.0,
        reached=100.0,
        unreachable=20.0,
        share=100 / 170,
        units=units,
        demand_id=np.array(["1", "2", "3"]),
        lon=np.array([123.40, 123.41, 123.42]),
        lat=np.array([41.70, 41.70, 41.70]),
        weight=np.array([100.0, 50.0, 20.0]),
        impedance=np.array([5.0, 20.0, np.inf]),
        reason=np.array([0, 0, 2], dtype=np.uint8),
        reached_mask=np.array([True, False, False]),
        facilities=np.array([0]),
        unreachable_by_reason={1: 0.0, 2: 20.0},
        reconciliation=("各乡级合计 170 人，与总数一致",),
        notes=("按直线距离估算",),
    )
    return replace(toy, **changes)
