import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from planner.briefing import write_briefing
from planner.plans.scorecard import VERDICT_LABELS
from tests.planner.briefing.conftest import Case
from tests.planner.briefing.invented import make_plan, make_reach, make_region, make_scorecard


def same(number: float | None) -> object:
    """A number as a workbook holds it: 16 significant digits."""
    return pytest.approx(number, rel=1e-15, abs=0)


def rows_of(path: Path, sheet: str) -> list[dict[str, object]]:
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


USUAL = ("指标总表", "覆盖率_按乡镇", "未覆盖单元", "设施清单", "数据来源", "数据检查")
OF_PLAN = ("项目建成后", "各乡镇(街道)", "规范", "项目", "基期数")


def test_sheets_in_order_with_frozen_heads_and_filters(case: Case, full: Case) -> None:
    assert tuple(openpyxl.load_workbook(case.xlsx).sheetnames) == ("说明", *USUAL)
    book = openpyxl.load_workbook(full.xlsx)
    assert tuple(book.sheetnames) == ("说明", USUAL[0], *OF_PLAN, *USUAL[1:])
    for sheet in (*USUAL, *OF_PLAN):
        assert book[sheet].freeze_panes == "C2"
        assert book[sheet].auto_filter.ref
        assert all(book[sheet].column_dimensions[letter].width > 5 for letter in "ABC")


def test_a_row_of_the_workbook_answers_for_itself(full: Case) -> None:
    rows = {str(row["代号"]): row for row in rows_of(full.xlsx, "指标总表")}
    assert list(rows) == [card.indicator.id for card in full.scorecard.rows]
    a, again, other, siting = rows["a"], rows["a_again"], rows["a_else"], rows["s"]
    assert (a["分组"], a["计入判定"], a["关系"]) == ("主要指标", "是", "")
    assert (again["分组"], again["计入判定"], again["关系"]) == ("正文指标", "否", "重申")
    assert (other["关系"], other["对应的指标"], other["目标(规划原文)"]) == ("另有说法", a["指标"], "全覆盖")
    assert (siting["分组"], siting["判定"], siting["计入判定"]) == ("选址和建设要求", "不作判定", "否")
    assert (rows["g"]["分组"], rows["g"]["判定"] in VERDICT_LABELS.values()) == ("上级规划的要求", True)
    assert (a["基期数"], a["基期年"]) == (20, 2020)
    # 50 in 2022, 60 in 2025: a third of the way in 2023
    assert (a["应达年份"], a["应达值"]) == (2023, pytest.approx(50 + 10 / 3))
    assert (a["上级目标值"], a["与上级相比"], a["上级目标(原文)"]) == (50, "更严", "50%")
    assert rows["b"]["与上级相比"] == "一致"
    assert (rows["h"]["与上级相比"], rows["h"]["对照上级判定"]) == ("更宽", "未达标")
    assert "李四" in str(rows["h"]["计算方法"])
    assert (a["章节"], a["行号"], a["目标年"]) == ("专栏1", 72, 2025)
    assert rows["s"]["基期数"] in ("", None)


def test_the_sheets_of_the_plan_hold_its_figures(full: Case) -> None:
    beds, sites = rows_of(full.xlsx, "基期数")
    assert (beds["数值"], beds["单位"], beds["年份"], beds["行号"]) == (20.6, "万张", 2020, 12)
    assert (sites["数值"], sites["约数"], sites["规划原文"]) == (1100, ">", "突破1100家")
    home, other = rows_of(full.xlsx, "项目")
    assert (home["床位"], home["建筑面积(m²)"], home["投资(万元)"], home["完工年"]) == (300, 12500.5, 5200, 2024)
    assert (home["性质"], home["所在单元"], other["性质"]) == ("新建", "东湖街道", "改扩建")
    assert other["床位"] in ("", None)
    (planned,) = rows_of(full.xlsx, "项目建成后")
    now, then = full.scorecard.row("a"), full.extras.planned.row("a")
    assert (planned["现值"], planned["建成后"]) == (same(now.measurement.value), same(then.measurement.value))
    assert then.measurement.numerator == now.measurement.numerator + 1
    units = rows_of(full.xlsx, "各乡镇(街道)")
    assert [row["现值"] for row in units] == [100, 0, 50, "无数据"]
    assert [row["缺口"] for row in units] == [0, 4, 2, "无数据"]
    (norm,) = rows_of(full.xlsx, "规范")
    assert (norm["核对"], norm["现值"]) == ("待核", same(full.scorecard.row("b").measurement.value))


def test_a_sheet_is_named_for_the_counties_it_lists(tmp_path: Path, full: Case) -> None:
    extras = replace(full.extras, level="county")
    (xlsx,) = write_briefing(full.region, full.plan, full.scorecard, (), {}, tmp_path, ("xlsx",), extras=extras)
    assert "各县(市、区)" in openpyxl.load_workbook(xlsx).sheetnames


def test_reach_rows_of_every_level_add_up(case: Case) -> None:
    rows = rows_of(case.xlsx, "覆盖率_按乡镇")
    each = 1 + len(case.region.units())
    assert len(rows) == len(case.reaches) * each
    for number, reach in enumerate(case.reaches):
        mine = rows[number * each : (number + 1) * each]
        assert mine[0]["层级"] == "全区"
        assert mine[0]["覆盖率(人口)"] == same(reach.share)
        for level in ("县级", "乡级", "社区(村)"):
            part = [row for row in mine if row["层级"] == level]
            assert sum(row["总人数"] for row in part) == pytest.approx(reach.total)
            assert sum(row["覆盖人数"] for row in part) == pytest.approx(reach.reached)
            assert sum(row["其中不可达人数"] for row in part) == pytest.approx(reach.unreachable)


def test_uncovered_units_are_those_of_the_evidence(full: Case) -> None:
    expected = [
        (card.indicator.name, evidence.code)
        for card in full.scorecard.rows
        for evidence in card.measurement.rows
        if card.indicator.measure == "units_served" and card.indicator.decides and not evidence.counted
    ]
    assert [(row["指标"], row["单元代码"]) for row in rows_of(full.xlsx, "未覆盖单元")] == expected
    assert expected


def test_every_facility_is_listed_and_a_missing_place_has_a_word(case: Case) -> None:
    rows = rows_of(case.xlsx, "设施清单")
    facilities = case.region.facilities()
    assert [row["编号"] for row in rows] == facilities.id.tolist()
    assert rows[0]["经度"] == "无数据"
    assert rows[1]["经度"] == same(facilities.lon[1])
    beds = facilities.numbers["beds"]
    assert [row["床位"] for row in rows] == ["无数据" if np.isnan(value) else value for value in beds]


def test_what_a_facility_s_unit_rests_on(tmp_path: Path) -> None:
    """By code, by place, and neither: then it counts for the region as a whole, on no ground of its own."""
    region, plan = make_region(), make_plan()
    facilities = region.facilities()
    code, lon, lat = facilities.unit_code.copy(), facilities.lon.copy(), facilities.lat.copy()
    code[:3] = [str(region.units().code[1]), "", ""]
    lon[0] = lon[2] = lat[0] = lat[2] = np.nan
    facilities = replace(facilities, unit_code=code, lon=lon, lat=lat)
    region = replace(region, tables=(region.units(), facilities, region.demand(), None))
    (xlsx,) = write_briefing(region, plan, make_scorecard(region, plan), (), {}, tmp_path, ("xlsx",))
    rows = rows_of(xlsx, "设施清单")[:3]
    assert [row["归属依据"] for row in rows] == ["登记代码", "按坐标", "不明"]
    assert rows[2]["所属单元"] == region.units().name[0]


def test_nothing_in_the_workbook_is_a_formula_or_a_link(hostile: Case) -> None:
    book = openpyxl.load_workbook(hostile.xlsx)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert sum("=HYPERLINK" in str(cell.value) for cell in cells) > 20


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@x", "{=1}", "http://a.b", "internal:A1", "123", "\tx", "_x0041_"]
)
def test_odd_names_stay_text(tmp_path: Path, name: str) -> None:
    region = make_region()
    facilities = replace(region.facilities(), name=np.full(len(region.facilities()), name))
    region = replace(region, tables=(region.units(), facilities, region.demand(), None))
    plan = make_plan()
    (xlsx,) = write_briefing(region, plan, make_scorecard(region, plan), (), {}, tmp_path, ("xlsx",))
    cell = openpyxl.load_workbook(xlsx)["设施清单"]["B2"]
    assert cell.data_type == "s"
    assert cell.value == name.replace("\t", " ")
    assert cell.hyperlink is None


def test_infinite_unknown_and_endless_have_words(tmp_path: Path) -> None:
    region, plan = make_region(), make_plan("长" * 40_000)
    reach = replace(make_reach(region), share=math.nan, unreachable=math.inf)
    (xlsx,) = write_briefing(region, plan, make_scorecard(region, plan), (reach,), {}, tmp_path, ("xlsx",))
    first = rows_of(xlsx, "覆盖率_按乡镇")[0]
    assert first["覆盖率(人口)"] == "无数据"
    assert first["其中不可达人数"] == "不可达"
    assert rows_of(xlsx, "指标总表")[0]["指标"].endswith("……(过长，已截断)")


def test_the_cover_says_whose_figures_these_are(case: Case) -> None:
    text = "\n".join(
        str(cell)
        for row in openpyxl.load_workbook(case.xlsx)["说明"].iter_rows(values_only=True)
        for cell in row
        if cell
    )
    for words in (
        "浑南区",
        "示例数据 · 虚构",
        "不得公开",
        "丹东市民政事业发展第十四个五年规划",
        "2026-11-22",
        "WGS84 视为等同",
        "未达标",
    ):
        assert words in text


def test_the_cover_counts_only_what_decides(full: Case) -> None:
    text = str(list(openpyxl.load_workbook(full.xlsx)["说明"].iter_rows(values_only=True)))
    assert "计入判定 7 项" in text
    assert "另有 6 条不计入判定" in text
