from dataclasses import replace

import pytest

from layers.decisions import Change
from layers.errors import UserError
from layers.finding import Finding
from layers.importing.options import ImportOptions, ImportResult
from layers.schema import ROLES
from planner.desktop import import_words
from tests.planner.desktop import imports


def test_one_sentence_says_what_will_happen():
    assert import_words.outcome(imports.prepared()) == (
        "将新增 1 处设施、更新 1 处设施；1 处设施文件里没有了，保留；1 行没有坐标，列为待定位；1 行不导入"
    )


def test_what_becomes_of_the_gone_is_said():
    told = import_words.outcome(imports.prepared(options=ImportOptions(gone="close")))
    assert "1 处设施文件里没有了，改为停用" in told


def test_without_changes_the_rows_are_counted():
    roads = replace(imports.prepared(changes=(), findings=()), skipped=0, added=12345, preview=None)
    told = import_words.outcome(replace(roads, options=ImportOptions(role="roads")))
    assert told == "导入 12,345 段道路"


def test_nothing_new_is_said_and_cannot_be_imported():
    placed = imports.preview((123.4, 123.5, 123.6), (41.7, 41.7, 41.7))
    same = replace(imports.prepared(changes=imports.CHANGES[3:], findings=(), rows=placed), added=0, skipped=0)
    assert import_words.outcome(same) == "没有变化"
    assert import_words.obstacle(same, None, busy=False) == "没有可以导入的内容"


@pytest.mark.parametrize(
    ("accept", "expected"), [((), "有 1 个阻断问题，请先在“问题”里处理或确认"), (("swapped_beds",), "")]
)
def test_a_blocking_finding_stands_in_the_way_until_it_is_accepted(accept, expected):
    made = imports.prepared(options=ImportOptions(accept=accept))
    assert import_words.obstacle(made, None, busy=False) == expected


def test_an_error_is_an_obstacle_without_the_command_lines_option():
    error = UserError("不知道哪一列是名称", remedy="请指明这一列", option="--column name=表头")
    assert import_words.obstacle(None, error, busy=False) == "不知道哪一列是名称 请指明这一列"


def test_changes_are_told_field_by_field():
    changed = Change("changed", "f", "甲", {"床位": "10", "地址": ""}, {"床位": "12", "地址": "东街"})
    assert import_words.change_sentence(changed) == "床位 10 → 12；地址 空 → 东街"
    emptied = Change("changed", "f", "甲", {"床位": "10"}, {})
    assert import_words.change_sentence(emptied) == "床位 10 → 空"


def test_the_result_counts_what_needs_work():
    result = ImportResult(23, 2, (imports.WARNING, imports.NOTE))
    told = import_words.result_sentence("表.xlsx", result, "facilities")
    assert told == "已从“表.xlsx”导入 23 处设施，2 行未导入，1 个问题待处理"


def test_places_are_named_where_the_region_knows_them():
    finding = Finding("warning", "x", "x", tuple(str(number) for number in range(20)), table="units")
    told = import_words.finding_places(finding, {"0": "甲街道"}, most=3)
    assert told == "甲街道、1、2……等 20 处"


def test_questions_with_fixed_answers_offer_all_of_them():
    assert [one.value for one in import_words.every_choice("role", {})] == list(ROLES)
    assert [one.label for one in import_words.every_choice("kind", imports.KINDS)] == list(imports.KINDS.values())
    assert import_words.every_choice("header", {}) == ()


def test_a_file_says_what_it_is():
    assert import_words.contents_sentence(imports.contents()) == "Excel 工作簿 · 里面有 2 份数据"
    assert import_words.part_rows(imports.sheet(hidden=True, rows=1200)) == "1,200 行 · 隐藏"
    assert import_words.part_rows(imports.sheet(rows=-1)) == ""
