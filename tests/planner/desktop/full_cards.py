"""A scorecard with every sort of row: of the table, of the text, siting, inherited, and what stands beside them."""

from dataclasses import replace

from planner.plans.baseline import Baseline
from planner.plans.plan import Plan
from planner.plans.project import Project
from planner.plans.scorecard import Due, Floor, Measurement, Scorecard, ScorecardRow
from tests.planner.desktop.cards import BEDS, GROWTH, NOT_MET, STATIONS

TABLE = replace(STATIONS, name="站<覆盖率>", row=1)
SMALL = replace(BEDS, id="small", name="护理床位", row=2)
AGAIN = replace(TABLE, id="again", name="站全覆盖", row=0, relation="same_as", principal="stations", section="专栏2")
OTHERWISE = replace(
    TABLE, id="otherwise", name="站或人员", row=0, value=100.0, printed="全覆盖",
    relation="conflicts_with", principal="stations", section="第三章", line=210, figure_line=211,
)  # fmt: skip
EARLIER = replace(TABLE, id="earlier", row=0, value=50.0, year=2022, relation="milestone_of", principal="stations")
TEXT = replace(BEDS, id="text", name="正文床位")
SITE = replace(GROWTH, id="site", name="邻近设置", siting=True, entered_comparator="text", measure="other")
WORDS = replace(GROWTH, id="words", name="基本形成", entered_comparator="text", measure="other")
ABOVE = replace(STATIONS, id="above", name="上级站", origin="upper")

UPPER = Plan("upper", "上级规划", "正式", "210000000000", "", 2025, (replace(ABOVE, origin=""),))
FULL_PLAN = Plan(
    "toy", "玩具规划", "自拟", "210112000000", "upper", 2025,
    (TABLE, SMALL, AGAIN, OTHERWISE, EARLIER, TEXT, GROWTH, SITE, WORDS),
    (Baseline("base", "现有站", 20.0, "%", 2020, "第一章", 12, "20", indicator="stations"),),
    (Project("project", "北镇站<新建>", "新建", "专栏3", 90, 90, ("300万元",), place="北镇", investment=300.0,
             start_year=2022, end_year=2023, indicator="stations"),),
    UPPER,
)  # fmt: skip


def row(indicator, value, verdict, shortfall=None, unit="", **more):
    """A row whose value is known."""
    measured = replace(NOT_MET.measurement, value=value, low=value, high=value, **more)
    return ScorecardRow(indicator, measured, verdict, shortfall, unit or indicator.unit, indicator.value)


NOTHING = Measurement(None, None, None, None, None, ("需人工填报，尚未录入",))
HALF = Measurement(30.0, 30.0, 30.0, 3.0, 10.0)
FLOOR = Floor(
    "upper", "上级规划", replace(ABOVE, origin="", value=55.0), stricter=True, looser=False, verdict="not_met"
)
MISSED = replace(row(TABLE, 30.0, "not_met", 3.0, "个街道"), due=Due(2023, 44.0, 20.0, 2020, "not_met"), floor=FLOOR)
ROWS = (
    MISSED,
    row(SMALL, 35.0, "not_met", 315.0, "张床位"),
    row(AGAIN, 30.0, "not_met", 3.0, "个街道"),
    row(OTHERWISE, 30.0, "not_met", 7.0, "个街道"),
    row(EARLIER, 30.0, "not_met", 2.0, "个街道"),
    row(TEXT, 400.0, "met", 0.0),
    ScorecardRow(GROWTH, NOTHING, "unknown", None, "%"),
    ScorecardRow(SITE, NOTHING, "unknown", None, "%"),
    ScorecardRow(WORDS, NOTHING, "unknown", None, "%"),
    row(ABOVE, 30.0, "not_met", 3.0, "个街道"),
)
FULL = Scorecard(FULL_PLAN, "玩具区", "210112000000", 2023, ROWS, ("一条说明",))
