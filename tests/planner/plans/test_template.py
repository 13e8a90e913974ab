"""The spreadsheet of a plan: what it offers, and that a plan comes back from it as it went."""

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from layers.errors import UserError
from planner.plans.baseline import Baseline
from planner.plans.indicator import MEASURE_LABELS, Choice, Indicator
from planner.plans.kinds import load_kinds
from planner.plans.plan import Plan
from planner.plans.project import Project
from planner.plans.reading import load_plan
from planner.plans.template import write_template
from planner.plans.template_reading import import_template, read_template
from tests.planner.plans.filled import fill
from tests.planner.plans.written import plan_of

PLANS = ("dandong", "hunnan", "liaoning", "pingliang", "suqian")


@pytest.mark.parametrize("plan_id", PLANS)
def test_a_plan_comes_back_as_it_went(tmp_path: Path, plan_id: str):
    plan = load_plan(plan_id)
    write_template(tmp_path / "plan.xlsx", plan)
    back = import_template(tmp_path / "plan.xlsx", tmp_path / "back.toml")
    assert replace(back, path=None) == replace(plan, path=None)


_NASTY = '引号" 反斜杠\\ 换行\n制表\t单引号\'\'\' 三引号""" =1+1 ＝ # [x] \x07 \x7f \u2028 𠮷'


def _everything() -> Plan:
    """A plan in which every attribute of every entry says something that does not go without saying."""
    beds = Indicator(
        id="beds", name=_NASTY, kinds=("elderly_care_institution", "community_elderly_station"), unit_level="county",
        unit_classes=("市辖区", "县"), measure="units_served", of="", comparator=">", value=67.890123456, unit="%",
        base_value=0.0, base_year=2019, year=2023, nature="约束性", data="attributes", section="=SUM(A1)", line=7,
        printed="0100", note=_NASTY, choices=(
            Choice("只计县", ("县",), None), Choice("都计", (), ("elderly_care_institution",)),
        ), row=3, raw="床", figure_line=9, at_least=2, each=(("beds", 50.0), ("floor_area_m2", 0.5)),
        inherits=False, superior="bed_share",
    )  # fmt: skip
    circle = replace(
        beds, id="circle", unit_level="", unit_classes=(), measure="share_reached", of="aged_60", comparator="text",
        value=None, base_value=None, base_year=None, entered_comparator="<=", limit=12.5, measured_in="metres",
        mode="walk", choices=(), row=0, at_least=1, each=(), siting=True, relation="conflicts_with", principal="beds",
    )  # fmt: skip
    ratio = replace(circle, id="ratio", measure="per_unit", of="floor_area_m2/100 households", limit=None, mode="",
                    measured_in="", unit="m²", relation="milestone_of", siting=False, year=2022)  # fmt: skip
    base = Baseline(
        "b", "基", 1.5, "万人", 1999, "一", 2, "1.5万人", 4, "缺", ("funeral_home",), "share_of",
        "facilities/funeral_home", "township", ("街道",), "beds", 200.0, "200", ">", _NASTY,
    )  # fmt: skip
    project = Project(
        "p", "项", "改扩建", "专栏5", 8, 12, ("498张", "，、是“一”条"), ("columbarium",), "东街1号", "凤城市", 3,
        (("beds", 1.0), ("staff", 2.0)), 0.25, 2021, 2024, "ratio", _NASTY,
    )  # fmt: skip
    return replace(plan_of(beds, circle, ratio), baselines=(base,), projects=(project,))


def test_whatever_can_be_written_comes_back(tmp_path: Path):
    plan = _everything()
    write_template(tmp_path / "plan.xlsx", plan)
    back = import_template(tmp_path / "plan.xlsx", tmp_path / "back.toml")
    assert replace(back, path=None) == plan
    for kind, entries in ((Indicator, plan.indicators), (Baseline, plan.baselines), (Project, plan.projects)):
        silent = {field.name for field in fields(kind) if all(getattr(e, field.name) == field.default for e in entries)}
        assert silent <= {"origin"}, silent  # only what no file says


def test_texts_never_become_formulas(tmp_path: Path):
    write_template(tmp_path / "plan.xlsx", _everything())
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(cell.value == "=SUM(A1)" for cell in cells)


# The empty template


def test_the_sheets_of_the_empty_template(tmp_path: Path):
    write_template(tmp_path / "空.xlsx")
    book = openpyxl.load_workbook(tmp_path / "空.xlsx")
    assert book.sheetnames == ["说明", "规划", "指标", "基期数", "项目", "口径", "选项"]
    marks = {name: [cell.value for cell in book[name]["A"]][:5] for name in ("指标", "基期数", "项目", "口径")}
    assert marks["指标"][:4] == ["标记", "说明", "示例", "示例"]
    assert all(found[:3] == ["标记", "说明", "示例"] for found in marks.values())
    for name in marks:
        sheet = book[name]
        assert sheet.freeze_panes in {"E2", "C2"}
        assert all(cell.value for cell in sheet[1])
        assert all(cell.value for cell in sheet[2]), name  # every column says what belongs there
        latin = [c.value for c in sheet[1] if re.search("[a-z]", str(c.value).replace("m²", ""))]
        assert not latin, latin


def test_cells_offer_chinese_labels(tmp_path: Path):
    write_template(tmp_path / "空.xlsx")
    book = openpyxl.load_workbook(tmp_path / "空.xlsx")
    offered = _offered(book, "指标")
    assert offered["算法"] == list(MEASURE_LABELS.values())
    assert offered["比较"] == ["不低于", "高于", "不高于", "低于", "等于", "只有文字"]
    assert offered["行政级别"] == ["省级", "地市级", "县级", "乡级", "社区(村)"]
    assert offered["数据来源"] == ["地图", "设施属性", "人工填报"]
    assert offered["选址要求"] == ["是", "否"]
    assert offered["出行方式"][0] == "老年人步行"
    assert offered["设施类型"] == [kind.label for kind in load_kinds().values()]
    assert _offered(book, "项目")["性质"] == ["新建", "改扩建", "其他"]
    assert _offered(book, "规划")["状态"] == ["正式", "征求意见稿", "自拟"]


def _offered(book: Any, name: str) -> dict[str, list[str]]:
    """The options of each column, or of each line of the sheet on the plan, that has a list below its cells."""
    sheet, found = book[name], {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and "!" in rule.formula1:
            (first,) = rule.sqref.ranges
            header = sheet.cell(first.min_row, 1) if name == "规划" else sheet.cell(1, first.min_col)
            page, area = rule.formula1.lstrip("=").split("!")
            found[header.value] = [cell.value for (cell,) in book[page][area.replace("$", "")]]
    return found


def test_the_empty_template_is_no_plan_yet(tmp_path: Path):
    write_template(tmp_path / "空.xlsx")
    with pytest.raises(UserError) as caught:
        read_template(tmp_path / "空.xlsx")
    assert caught.value.where == "空.xlsx 工作表“规划”第 2 行“代号”"
    fill(tmp_path / "空.xlsx", {})
    with pytest.raises(UserError) as caught:
        read_template(tmp_path / "空.xlsx")
    assert (caught.value.where, caught.value.what) == ("空.xlsx 工作表“指标”", "一条指标也没有")


def test_the_examples_are_entries_once_their_marks_are_gone(tmp_path: Path):
    path = tmp_path / "例.xlsx"
    fill(path, {})
    book = openpyxl.load_workbook(path)
    for name in ("指标", "基期数", "项目", "口径"):
        for row in book[name].iter_rows(min_row=3):
            row[0].value = None
    book.save(path)
    plan = import_template(path, tmp_path / "例.toml")
    stations, size = plan.indicators
    assert (stations.id, stations.measure, stations.unit_level, stations.value) == (
        "social_work_stations", "units_served", "township", 100.0,
    )  # fmt: skip
    assert stations.choices == (Choice("只计街道", ("街道",), None),)
    assert (size.of, size.each, size.printed) == (
        "facilities/community_service_facility", (("floor_area_m2", 350.0),), "不少于350平方米",
    )  # fmt: skip
    assert [baseline.value for baseline in plan.baselines] == [21.0]
    assert plan.projects[0].printed == ("21200平方米", "498张")
