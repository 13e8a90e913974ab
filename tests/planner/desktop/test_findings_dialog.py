from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from planner.checking.mending import MENDS
from planner.desktop.findings_dialog import FindingsDialog
from tests.planner.desktop import imports

SAFE = replace(imports.WARNING, code="invisible", mend="clean_names")
CAREFUL = replace(imports.WARNING, code="gaps", mend="fill_gaps")


@pytest.fixture
def dialog(qtbot):
    made = FindingsDialog(None, MENDS)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_counts_stand_above_the_list(dialog):
    dialog.show_findings("浑南区", (imports.BLOCKING, SAFE, CAREFUL, imports.NOTE), {})
    assert dialog.summary.text() == "浑南区：阻断 1，警告 2，提示 1"
    dialog.show_findings("浑南区", (), {})
    assert dialog.summary.text() == "浑南区：没有发现问题"
    assert not dialog.copy.isEnabled()


def test_a_mend_is_offered_only_where_there_is_one(dialog, qtbot):
    dialog.show_findings("浑南区", (imports.BLOCKING, SAFE, CAREFUL), {})
    assert not dialog.mend.isVisible()
    dialog.list.choose("invisible")
    assert dialog.mend.text() == f"一键修复：{MENDS['clean_names'].label}"
    with qtbot.waitSignal(dialog.mend_requested) as asked:
        dialog.mend.click()
    assert asked.args == [SAFE]


def test_what_needs_a_look_says_so_and_is_no_part_of_mending_all(dialog):
    dialog.show_findings("浑南区", (CAREFUL,), {})
    dialog.list.choose("gaps")
    assert "请先核对" in dialog.explain.text()
    assert not dialog.mend_all.isEnabled()
    dialog.show_findings("浑南区", (CAREFUL, SAFE), {})
    assert dialog.mend_all.isEnabled()


def test_a_mend_that_nobody_knows_is_not_offered(dialog):
    dialog.show_findings("浑南区", (replace(SAFE, mend="来自更新的程序"),), {})
    dialog.list.choose("invisible")
    assert not dialog.mend.isVisible()


def test_the_copied_table_has_a_cell_for_everything_and_no_breaks_in_cells(dialog):
    odd = replace(SAFE, message="第一行\n第二\t行", rows=("a", "b"), why="", remedy="")
    dialog.show_findings("浑南区", (odd,), {"a": "甲"})
    dialog.copy.click()
    lines = QApplication.clipboard().text().split("\n")
    assert lines[1].split("\t") == ["警告", "第一行 第二 行", "甲、b", "", ""]


def test_undo_says_what_it_would_take_back(dialog):
    dialog.allow_undo("导入设施:<b>甲</b>")
    assert dialog.undo.isEnabled()
    assert "&lt;b&gt;甲" in dialog.undo.toolTip()
    dialog.allow_undo("")
    assert not dialog.undo.isEnabled()
