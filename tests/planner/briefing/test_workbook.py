import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from planner.briefing import write_briefing
from planner.briefing.workbook import SHEETS
from planner.plans.scorecard import VERDICT_LABELS
from tests.planner.briefing.conftest import Case
from tests.planner.briefing.invented import make_plan, make_reach, make_region, make_scorecard
from tests.planner.briefing.reading import read_page


def same(number: float | None) -> object:
    """A number as a workbook holds it: 16 significant digits."""
    return pytest.approx(number, rel=1e-15, abs=0)


def rows_of(path: Path, sheet: str) -> list[dict[str, object]]:
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_sheets_in_order_with_frozen_heads_and_filters(case: Case) -> None:
    book = openpyxl.load_workbook(case.xlsx)
    assert tuple(book.sheetnames) == SHEETS
    for sheet in SHEETS[1:]:
        assert book[sheet].freeze_panes == "C2"
        assert book[sheet].auto_filter.ref
        assert all(book[sheet].column_dimensions[letter].width > 5 for letter in "ABC")


def test_page_and_workbook_show_the_scorecards_own_numbers(case: Case) -> None:
    page, rows = read_page(case.html), rows_of(case.xlsx, "指标总表")
    assert len(rows) == len(case.scorecard.rows)
    for number, (card, row) in enumerate(zip(case.scorecard.rows, rows, strict=True)):
        shown = page.exact.get(f"indicator-{number}", [])
        measured = card.measurement
        if measured.value is None:
            assert row["现值"] == "无数据"
            assert shown == []
            continue
        assert row["现值"] == same(measured.value)
        assert shown[0] == measured.value
        assert row["分子"] == same(measured.numerator)
        assert row["分母"] == same(measured.denominator)
        assert row["判定"] == VERDICT_LABELS[card.verdict]
        if card.verdict == "not_met":
            assert shown[1] == card.shortfall
            assert row["缺口"] == same(card.shortfall)
    for number, reach in enumerate(case.reaches):
        assert page.exact[f"reach-{number}"][0] == reach.share


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


def test_uncovered_units_are_those_of_the_evidence(case: Case) -> None:
    expected = [
        (card.indicator.name, evidence.code)
        for card in case.scorecard.rows
        for evidence in card.measurement.rows
        if card.indicator.measure == "units_served" and not evidence.counted
    ]
    assert [(row["指标"], row["单元代码"]) for row in rows_of(case.xlsx, "未覆盖单元")] == expected
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
